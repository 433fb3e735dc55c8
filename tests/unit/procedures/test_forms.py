"""What a row of a catalogue may say: the data rules of domain.md 1.5 on rows as the sources have them."""

from typing import Any

import pytest
from pydantic import ValidationError

from portal.procedures import documents, messages
from portal.procedures.forms import Channel, ProcedureFacts

ROW = {"code": "1.001193", "name": "Thủ tục đăng ký khai sinh", "source": "A", "as_of": "2026-07"}


def facts(**over: Any) -> ProcedureFacts:
    return ProcedureFacts.model_validate(ROW | over)


def channel(**over: Any) -> Channel:
    return Channel.model_validate({"channel": "direct"} | over)


@pytest.mark.parametrize("unit", [None, "", "other"])
def test_rule_1_a_duration_without_a_unit_says_nothing(unit: str | None) -> None:
    row = channel(duration_value=3, duration_unit=unit)
    assert (row.duration_value, row.duration_unit) == (None, None)
    assert row.duration_raw is not None
    assert row.duration_raw.startswith("3")
    assert messages.time(row) == "Theo mô tả chi tiết"


def test_rule_1_no_days_at_all_is_no_duration_either() -> None:
    row = channel(duration_value=0, duration_unit="working_day")
    assert (messages.time(row), row.duration_raw) == ("Theo mô tả chi tiết", "0 working_day")


@pytest.mark.parametrize("amount", [135, 700, 999])
def test_rule_2_an_amount_that_lost_its_thousands_is_not_guessed_back(amount: int) -> None:
    row = channel(fees=[{"amount_vnd": amount}], fee_status="amount")
    assert (messages.fee(row), row.fees, row.fee_raw) == ("Xem bản chính thức", [], f"{amount} VNĐ")


def test_rule_2_from_a_thousand_on_an_amount_is_believed() -> None:
    assert messages.fee(channel(fees=[{"amount_vnd": 1000}])) == "1.000 đồng"


def test_rule_3_nothing_with_a_note_is_not_free() -> None:
    assert messages.fee(channel(fees=[{"amount_vnd": 0, "has_note": True}], fee_status="free")) == (
        "Có mức thu theo trường hợp"
    )
    noted = channel(fees=[{"amount_vnd": 0, "note": "135.000 đồng một lần"}])
    assert messages.fee(noted) == "Có mức thu theo trường hợp: 135.000 đồng một lần"


def test_rule_3_nothing_without_a_note_is_free() -> None:
    assert messages.fee(channel(fees=[{"amount_vnd": 0}], fee_status="free")) == "Miễn phí"


def test_rules_4_and_5_each_case_of_each_way_stands_for_itself() -> None:
    rows = [
        {"channel": "online", "duration_value": 17, "duration_unit": "day", "fees": [{"amount_vnd": 20000}]},
        {"channel": "direct", "duration_value": 7, "duration_unit": "working_day"},
        {"channel": "direct", "duration_value": 1, "duration_unit": "hour"},
        {
            "channel": "direct",
            "duration_value": 27,
            "duration_unit": "working_day",
            "case": "biển số định danh",
        },
    ]
    assert [case[:2] for case in messages.cases(facts(channels=rows))] == [
        ("Nộp trực tiếp, trường hợp 1", "7 ngày làm việc"),
        ("Nộp trực tiếp, trường hợp 2", "1 giờ"),
        ("Nộp trực tiếp, biển số định danh", "27 ngày làm việc"),
        ("Nộp trực tuyến", "17 ngày"),
    ]


def test_ways_that_are_alike_share_their_lines_and_are_all_named() -> None:
    rows = [
        {"channel": way, "duration_value": 3, "duration_unit": "day"}
        for way in ("direct", "online", "postal")
    ]
    told = messages.cases(facts(channels=rows))
    assert [case.name for case in told] == ["Nộp trực tiếp, nộp trực tuyến, gửi bưu chính công ích"]


def test_a_paper_says_when_it_is_needed_and_how_many_of_it() -> None:
    paper = {"name": "Tờ khai", "originals": 1, "copies": 2, "form": "CT01", "when": "khi ủy quyền"}
    told = documents.listed(facts(documents=[paper, {"name": "Ảnh"}]))
    assert [row["note"] for row in told] == ["Khi ủy quyền; 1 bản chính; 2 bản sao; mẫu CT01", ""]


def test_several_amounts_are_all_told() -> None:
    row = channel(fees=[{"amount_vnd": 50000}, {"amount_vnd": 150000}, {"amount_usd": 25}])
    assert messages.fee(row) == "Theo trường hợp: 50.000 đồng, 150.000 đồng, 25 USD"
    assert messages.fee(channel()) == "Chưa có thông tin; xem bản chính thức"


def test_rule_6_names_are_tidied_and_the_original_kept() -> None:
    row = facts(
        name="ĐỀ  NGHỊ TỔ CHỨC ĐẠI HỘI.",
        field="Hộ\u00a0tịch",
        executing_agencies=["Sở Tư pháp. ", ""],
        levels=[],
    )
    assert (row.name, row.field, row.executing_agencies) == (
        "Đề nghị tổ chức đại hội",
        "Hộ tịch",
        ["Sở Tư pháp"],
    )
    assert row.original == {"name": "ĐỀ  NGHỊ TỔ CHỨC ĐẠI HỘI.", "field": "Hộ\u00a0tịch"}


def test_rule_7_same_day_work_says_what_happens_after_three() -> None:
    row = facts(
        field="Hộ tịch",
        summary="Ghi vào sổ.",
        deadline_text="Trả trong ngày; nhận sau 15 giờ thì hôm sau.",
        channels=[{"channel": "direct", "duration_value": 1, "duration_unit": None}],
    )
    assert messages.is_same_day(row)
    assert messages.cases(row)[0].time == "Trong ngày"
    assert "sau 15 giờ" in messages.SAME_DAY_RULE
    assert not messages.is_same_day(row.model_copy(update={"field": "Đất đai"}))
    assert not messages.is_same_day(row.model_copy(update={"deadline_text": "3 ngày, bổ sung: trong ngày"}))


def test_rule_8_the_binding_text_is_one_tap_away() -> None:
    uuid = "019d2bfd-3fe0-70ac-b9d6-5e9e20d6eef7"
    known = facts(detail_url=f"https://dichvucong.gov.vn/thu-tuc-hanh-chinh/{uuid}")
    assert messages.official_url(known, "https://x.vn") == f"https://x.vn/thu-tuc-hanh-chinh/{uuid}"
    assert "keyword=1.001193&" in messages.official_url(facts(), "https://x.vn")
    assert messages.source(facts()) == "Cổng Dịch vụ công quốc gia, đọc vào tháng 07/2026"
    assert messages.as_of(facts(as_of="2025")) == "vào năm 2025"


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "9.000001"},
        {"code": 1001193},
        {"name": ""},
        {"name": " . "},
        {"name": "a\0b"},
        {"name": "\ud800x"},
        {"name": "x" * 2001},
        {"as_of": "07/2026"},
        {"source": ""},
        {"levels": ["village"]},
        {"channels": [{"channel": "fax"}]},
        {"channels": [{"channel": "direct", "duration_value": -3, "duration_unit": "day"}]},
        {"channels": [{"channel": "direct", "fees": [{"amount_vnd": -1}]}]},
        {"channels": ["direct"]},
        {"portal_uuid": "../../etc/passwd"},
        {"documents": [{"name": "Tờ khai", "copies": 10**9}]},
    ],
)
def test_a_row_that_cannot_be_believed_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        facts(**wrong)


def test_keys_nobody_knows_do_no_harm() -> None:
    assert facts(whatever=1) == facts()
