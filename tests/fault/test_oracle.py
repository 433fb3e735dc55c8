"""The oracle itself: each kind of harm, planted, is seen."""

from portal.notifications.models import State
from tests.fault.oracle import explained, judge

TEXTS = ["Hồ sơ T000001 có cập nhật.", "Hồ sơ T000002 có cập nhật."]
TOLD: dict[str, State | None] = {
    "T000001": State.SENT,
    "T000002": State.UNKNOWN,
    "T000003": State.REFUSED,
    "T000004": State.QUARANTINED,
}
LISTED = ["T000002", "T000004"]


def test_a_good_run_is_clean() -> None:
    assert judge(TEXTS, TOLD, LISTED).is_clean


def test_a_planted_double_is_caught() -> None:
    assert judge([*TEXTS, TEXTS[0]], TOLD, LISTED).doubled == ["T000001"]


def test_a_planted_loss_is_caught() -> None:
    assert judge(TEXTS[1:], TOLD, LISTED).lost == ["T000001"]


def test_a_message_without_a_row_or_an_end_is_lost() -> None:
    assert judge(
        TEXTS, TOLD | {"T000005": None, "T000006": State.QUEUED, "T000007": State.DROPPED}, LISTED
    ).lost == [
        "T000005",
        "T000006",
        "T000007",
    ]


def test_a_message_that_went_out_though_the_table_says_no_is_caught() -> None:
    assert judge([*TEXTS, "T000003"], TOLD, LISTED).misjudged == ["T000003"]


def test_an_unknown_that_nobody_shows_is_caught() -> None:
    assert judge(TEXTS, TOLD, []).unlisted == ["T000002", "T000004"]


def test_an_unknown_that_nothing_explains_is_caught() -> None:
    assert judge(TEXTS, TOLD, LISTED, explained([(TEXTS[1], "ok")], ["T000001"])).unexplained == ["T000002"]
    assert judge(TEXTS, TOLD, LISTED, explained([(TEXTS[1], "close")], [])).is_clean
    assert judge(TEXTS, TOLD, LISTED, explained([], ["T000002"])).is_clean
