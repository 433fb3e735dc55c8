"""Robots without a trap in their way: what they send waits apart, what people send does not."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.core import settings
from portal.core.db import db
from portal.feedback import spam, speech
from portal.feedback.models import Feedback
from portal.inbox.models import InboxItem
from tests.page import Page
from tests.web.feedback.forms import bare, opened, picture, sent

LONG = "Công ty chúng tôi nhận làm giấy tờ nhanh, giá rẻ, liên hệ ngay hôm nay."

EVENT = (  # one night, seen from several houses
    "Cúp điện ở khu phố 3 phường Long An từ 8 giờ tối hôm qua đến giờ chưa có lại, nhà có trẻ nhỏ",
    "Khu phố 3 phường Long An mất điện cả đêm, gọi tổng đài điện lực không ai nghe máy, xin kiểm tra giúp",
    "Từ tối qua khu phố 3 không có điện, quán của tôi hỏng hết đồ trong tủ lạnh, khi nào có điện lại vậy",
    "Xin hỏi vì sao khu phố 3 phường Long An bị cúp điện từ tối hôm qua mà không thấy thông báo trước",
    "Trạm biến áp đầu đường Trần Phú nổ lúc 8 giờ tối, cả khu phố 3 phường Long An tối thui đến sáng nay",
    "Nhà tôi ở khu phố 3, phường Long An, mất điện từ 8 giờ tối qua, có cụ già thở máy rất cần có điện sớm",
)


def _made(text: str, sender: str) -> bool:
    """One that is received: whether it looked made."""
    found = spam.looks_made(text, sender)
    spam.count(uuid.uuid4(), text, sender)
    return found


def test_links_no_words_the_same_words_again_and_haste_look_like_a_robot(ctx: Flask) -> None:
    assert _made("Xem http://a.vn và www.b.vn", "one")
    assert not _made("Trang https://tayninh.gov.vn không mở được.", "two")
    assert _made("asdkjh qwelkj zxcmn asdqwe", "three")
    for n in range(spam.SAME):
        assert not _made(f"Chào bạn {n}! {LONG}", f"sender {n}")
    assert _made("Gọi số 0912. " + LONG.upper().replace(" ", "  "), "another")
    assert not [n for n in range(9) if _made("Mất điện!", f"house {n}")], "short words come from many"
    hasty = [_made(f"Việc thứ {n}", "hasty") for n in range(spam.BURST + 2)]
    assert hasty == [False] * spam.BURST + [True] * 2


def test_fluent_robots_that_change_words_and_one_contact_of_many_browsers_wait_apart(ctx: Flask) -> None:
    def told(n: int) -> str:
        what, where, when = (
            ("nệm", "sofa", "rèm", "tủ")[n % 4],
            ("Bến Lức", "Đức Hòa")[n % 2],
            f"thứ {n % 5 + 2}",
        )
        return (
            f"Gia đình tôi ở {where} vừa đặt giặt {what} tại nhà, thợ đến đúng giờ {when}, "
            "giá rất phải chăng, ai cần dịch vụ vệ sinh tận nơi cứ liên hệ cơ sở của anh Hải "
            "để được tư vấn miễn phí nhé"
        )

    apart = [_made(told(n), f"robot {n}") for n in range(30)]
    assert (apart[0], apart.count(True) >= 24) == (False, True)
    for n, said in enumerate(EVENT):
        assert not _made(said, f"house {n}"), said
    first = [spam.looks_made(f"Việc thứ {n}", f"b {n}", "x@vidu.vn") for n in range(2)]
    for n in range(spam.BURST):
        spam.count(uuid.uuid4(), f"Việc thứ {n}", f"b {n}", "x@vidu.vn")
    assert first == [False, False]
    assert spam.looks_made("Việc khác hẳn", "b 9", "x@vidu.vn")
    assert not spam.looks_made("Việc khác hẳn", "b 9", "y@vidu.vn")


@pytest.mark.parametrize(
    "said",
    [
        "Đèn đường tắt ba đêm liền", "den duong tat ba dem lien", "ddefn dduwowngf tawst ba ddeem", "ok",
        "Street light broken for three nights near the school", "路灯坏了三天", "d9e2n d9u7o72ng", "xn tthn",
    ],
)  # fmt: skip
def test_what_people_write_is_a_language(said: str) -> None:
    assert speech.is_language(said)
    assert not speech.is_language("fghjk lmnpqr"), "and a keyboard is none"


def test_who_writes_again_or_in_a_storm_brings_work_and_loses_nothing(
    ctx: Flask, new_browser: Callable[[], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    robot = new_browser()
    hidden = opened(robot)
    assert bare(robot, hidden).status_code == bare(robot, hidden).status_code == 303, (
        "the same form is no second"
    )
    hidden = opened(robot)
    asked = Page(bare(robot, hidden, picture(), text="Việc khác hẳn"), status=422)
    assert (asked.text("#text"), asked.text("#held legend")) == ("Việc khác hẳn", "Đã nhận 1 ảnh")
    assert asked.find("form[data-seal] [data-go]")
    assert Page(bare(robot, hidden, text="Việc khác hẳn", work="1", ticket="x"), status=422).find(
        "[data-seal]"
    )
    assert sent(robot, hidden, text="Việc khác hẳn").status_code == 303
    for n in range(spam.BURST):
        assert sent(robot, opened(robot), text=f"Nội dung số {n}").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(InboxItem)) == spam.BURST
    apart = select(func.count()).select_from(Feedback).where(Feedback.is_suspect)
    assert db.session.scalar(apart) == 2
    monkeypatch.setenv("FEEDBACK_NORMAL", "0")
    settings.get.cache_clear()
    calm = new_browser()
    calm.environ_base["HTTP_USER_AGENT"] = "another phone"
    assert bare(calm, opened(calm)).status_code == 422, "a storm: each brings work"
    assert sent(calm, opened(calm)).status_code == 303
    monkeypatch.undo()
    settings.get.cache_clear()
