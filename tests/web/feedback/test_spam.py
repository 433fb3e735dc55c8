"""Robots without a trap in their way: what they send waits apart, what people send does not."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.core.db import db
from portal.feedback import operations, spam
from portal.feedback.models import Feedback
from portal.inbox.models import InboxItem
from tests.web.feedback.forms import opened, sent
from tests.web.feedback.test_cases import told

LONG = "Công ty chúng tôi nhận làm giấy tờ nhanh, giá rẻ, liên hệ ngay hôm nay."


def _made(text: str, sender: str) -> bool:
    return spam.looks_made(text, operations.digest(text), sender)


def test_links_the_same_words_again_and_haste_look_like_a_robot(ctx: Flask) -> None:
    assert _made("Xem http://a.vn và www.b.vn", "one")
    assert not _made("Trang https://tayninh.gov.vn không mở được.", "two")
    for n in range(spam.SAME):
        assert not _made(LONG, f"sender {n}")
        told(text=LONG)
    assert _made(LONG.upper().replace(" ", "  "), "another")
    for _ in range(spam.SAME + 2):
        told(text="Mất điện!")
    assert not _made("mất điện", "a street without light"), "short words come from many"
    hasty = [_made(f"Việc thứ {n}", "hasty") for n in range(spam.BURST + 2)]
    assert hasty == [False] * spam.BURST + [True] * 2


def test_what_looks_made_is_received_and_waits_apart(
    ctx: Flask, new_browser: Callable[[], FlaskClient]
) -> None:
    robot = new_browser()
    for n in range(spam.BURST + 2):
        assert sent(robot, opened(robot), text=f"Nội dung số {n}").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(InboxItem)) == spam.BURST
    apart = select(func.count()).select_from(Feedback).where(Feedback.is_suspect)
    assert db.session.scalar(apart) == 2
