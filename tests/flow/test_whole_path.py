"""From a citizen's phone back to it: webhook, inbox, queue, worker, Zalo; nothing is left out."""

import datetime as dt
import time

import requests
from redis import Redis
from sqlalchemy import func, select

from portal.chat.models import InboxEvent
from portal.citizens.models import Consent
from portal.core import clock
from portal.core.db import db
from portal.notifications.models import Intent
from tests.live import AN, BICH, Live, payload_of, wait_for

CODE = "H44.12-260902-0975"
QUIET = 1.5  # seconds in which nothing may come that is not meant to


def _follow(live: Live, user_id: str = AN) -> None:
    live.sim.follow(user_id)
    live.hear(user_id, 0)


def _settled(live: Live) -> None:
    """Every webhook delivered, every event closed."""
    assert live.sim.settle(10)

    def is_done() -> bool:
        db.session.rollback()
        open_ = select(func.count()).select_from(InboxEvent).where(InboxEvent.done_at.is_(None))
        return db.session.scalar(open_) == 0

    wait_for(is_done, what="an empty inbox")


def test_who_follows_is_welcomed(live: Live) -> None:
    live.sim.follow(AN)
    heard = live.hear(AN, 0)
    assert "Cảm ơn" in heard["text"]
    assert payload_of(heard, "Dịch vụ công").partition("?")[0] == f"{live.url}/dich-vu-cong/"


def test_a_typed_code_brings_the_status(live: Live) -> None:
    live.push({"code": CODE, "status": 4})
    _follow(live)
    assert f"Hồ sơ {CODE}: Đang xử lý" in live.ask(AN, CODE)["text"]


def test_a_push_reaches_the_phone_exactly_once_and_its_link_opens_that_dossier(live: Live) -> None:
    live.push({"code": CODE, "status": 2})
    _follow(live)
    live.sim.share_info(AN)
    live.hear(AN, 1)
    seen = live.ask(AN, CODE)
    assert "đã đồng ý" in live.ask(AN, payload_of(seen, "Nhận thông báo"))["text"]

    before = len(live.calls(AN))
    asked = [{"DanhSachGiayToBoSung": ["Bản vẽ mặt bằng"]}]
    told = {"code": CODE, "status": 5, "DanhSachHoSoBoSung": asked, "at": clock.now()}
    started = time.monotonic()
    for _ in range(2):
        live.push(told, webhook_id="one-change")
    notice = live.hear(AN, before, 5)
    assert time.monotonic() - started < 5
    assert CODE in notice["text"]
    assert "Bản vẽ mặt bằng" in notice["text"]
    link = payload_of(notice, "Xem")
    assert link.startswith(f"{live.url}/h/")
    page = requests.get(link, timeout=10)
    assert CODE in page.text
    assert "/h/" not in page.url
    assert CODE not in page.url
    _settled(live)
    time.sleep(QUIET)
    assert len(live.calls(AN)) == before + 1


def test_somebody_elses_dossier_needs_the_digits(live: Live) -> None:
    live.push({"code": CODE, "status": 2})
    _follow(live, BICH)
    assert "4 số cuối" in live.ask(BICH, f"#theodoi {CODE}")["text"]
    live.push({"code": CODE, "status": 4})
    _settled(live)
    time.sleep(QUIET)
    assert len(live.calls(BICH)) == 2
    seen = live.ask(BICH, f"{CODE} 4567")
    assert "đã đồng ý" in live.ask(BICH, payload_of(seen, "Nhận thông báo"))["text"]
    live.push({"code": CODE, "status": 9})
    assert CODE in live.hear(BICH, 4)["text"]


def test_a_tick_at_the_counter_is_enough_for_a_known_phone(live: Live) -> None:
    _follow(live)
    live.sim.share_info(AN)
    live.hear(AN, 1)
    live.push({"code": CODE, "status": 2, "DangKyNhanZalo": True})
    assert CODE in live.hear(AN, 2)["text"]
    live.ask(AN, "dừng")
    live.push({"code": CODE, "status": 9, "DangKyNhanZalo": True})
    _settled(live)
    time.sleep(QUIET)
    assert len(live.calls(AN)) == 4, "a repeated tick does not undo a withdrawal"


def test_who_left_gets_no_notice_and_keeps_their_consent(live: Live) -> None:
    live.push({"code": CODE, "status": 2})
    _follow(live)
    live.ask(AN, f"#theodoi {CODE} 4567")
    live.sim.unfollow(AN)
    _settled(live)
    live.push({"code": CODE, "status": 9})
    time.sleep(QUIET)
    assert len(live.calls(AN)) == 2
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 1


def test_a_repeated_webhook_is_answered_once(live: Live) -> None:
    _follow(live)
    message = {"text": "Xin chào", "msg_id": "the-same"}
    live.sim.emit("user_send_text", AN, copies=20, overrides={"message": message})
    live.hear(AN, 1)
    _settled(live)
    time.sleep(QUIET)
    assert len(live.calls(AN)) == 2


def test_echoes_of_our_own_messages_start_no_talk(live: Live) -> None:
    _follow(live)
    for text in ("trợ giúp", "cảm ơn"):
        live.ask(AN, text)
    _settled(live)
    time.sleep(QUIET)
    db.session.rollback()
    assert len(live.calls(AN)) == 3
    assert db.session.scalar(select(func.count()).select_from(Intent)) == 3


def test_an_emptied_queue_loses_no_answer(live: Live, redis: Redis) -> None:
    _follow(live)
    live.sim.say(AN, "Xin chào")
    redis.flushdb()
    assert live.hear(AN, 1, 20)


def test_a_late_change_tells_nobody(live: Live) -> None:
    live.push({"code": CODE, "status": 9})
    _follow(live)
    live.ask(AN, f"#theodoi {CODE} 4567")
    live.push({"code": CODE, "status": 4, "at": clock.now() - dt.timedelta(days=3)})
    time.sleep(QUIET)
    assert len(live.calls(AN)) == 2
