"""Staff are told on their own Zalo: joined by a code of the chat, each thing once, only their own work."""

import datetime as dt
import uuid

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal.alerts import operations, queries, raising
from portal.alerts.models import RaisedAlert, StaffZalo
from portal.alerts.operations import Told
from portal.broadcast.models import State as BroadcastState
from portal.chat import answers
from portal.chat.answers import Asker
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Missing
from portal.core.watch import Level, Line
from portal.figures import digest
from portal.notifications.models import Intent, Lane
from portal.operating import alerting
from portal.staff import operations as staff
from portal.staff.models import Role, StaffUser
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_office, make_person, make_staff
from tests.page import Page
from tests.unit.broadcast.test_sending import planned

AT = "/desk/bao-qua-zalo/"


def _who(username: str) -> uuid.UUID:
    return db.session.scalars(select(StaffUser.id).filter_by(username=username)).one()


def _asker(citizen_id: uuid.UUID) -> Asker:
    return Asker(citizen_id, "6713920485510237746", uuid.uuid4(), True, clock.now())


def _joined(*roles: Role, office_id: uuid.UUID | None = None) -> uuid.UUID:
    user_id, citizen_id = _who(make_staff(*roles, office_id=office_id)), make_person()
    operations.join(citizen_id, operations.begin(user_id), "inbox_event:1")
    return user_id


def _texts() -> list[str]:
    rows = db.session.execute(select(Intent.params).filter_by(kind="staff_alert").order_by(Intent.created_at))
    return [row.params["text"] for row in rows]


def test_a_code_joins_once_and_says_whose_account_it_is(ctx: Flask) -> None:
    client, citizen_id = Browser(ctx, use_cookies=True), make_person()
    username = make_staff(Role.LEADER)
    sign_in(client, username)
    shown = Page(client.post(f"{AT}ma", data={"csrf_token": form_token(client, AT)})).text(".code")
    reply = answers.to_text(f"Cán bộ {shown}".replace("Cán bộ", "CANBO"), _asker(citizen_id))
    assert reply is not None
    assert "Đã nối với tài khoản" in reply.text
    again = answers.to_text(f"canbo {shown}", _asker(make_person()))
    assert again is not None
    assert "hết hạn" in again.text
    page = Page(client.get(AT))
    assert "đã được nối" in page.text("main")
    assert len(page.all("input[name=topic]")) == 1, "only a leader's own topic"
    client.post(f"{AT}chu-de", data={"csrf_token": form_token(client, AT)})
    assert queries.of(_who(username)).on == frozenset()  # type: ignore[union-attr]
    client.post(f"{AT}thoi", data={"csrf_token": form_token(client, AT)})
    assert db.session.scalar(select(func.count()).select_from(StaffZalo)) == 0


def test_an_old_code_and_a_closed_account_join_nobody(ctx: Flask) -> None:
    user_id = _who(make_staff(Role.LEADER))
    code = operations.begin(user_id)
    citizen_id = make_person()
    with time_machine.travel(clock.now() + dt.timedelta(minutes=16), tick=False), pytest.raises(Missing):
        operations.join(citizen_id, code, "x")
    fresh = operations.begin(user_id)
    staff.set_active(user_id, False, _who(make_staff(Role.ADMIN)))
    with pytest.raises(Missing):
        operations.join(citizen_id, fresh, "x")
    sentence = answers.to_text("cán bộ phường ở đâu", _asker(make_person()))
    assert sentence is None or "Mã chưa đúng" not in sentence.text


def test_trouble_is_told_once_and_again_when_it_is_well(ctx: Flask) -> None:
    _joined(Role.ADMIN)
    _joined(Role.EDITOR)  # not their work
    bad = Line("zalo_webhook", "Webhook", Level.ACT, "Zalo không gọi được", todo="Xem nhật ký.")
    well = Line("zalo_webhook", "Webhook", Level.GOOD, "Tốt")
    assert [raising.look([bad]), raising.look([bad]), raising.look([well]), raising.look([well])] == [
        1,
        0,
        1,
        0,
    ]
    assert raising.look([bad]) == 1, "a new trouble"
    assert _texts() == ["Webhook: Zalo không gọi được. Xem nhật ký.", "Đã ổn: Webhook.", _texts()[0]]
    assert db.session.scalars(select(Intent.lane)).first() is Lane.REPLY, "also at night"
    assert db.session.scalar(select(func.count()).select_from(RaisedAlert)) == 1


def test_the_relay_reads_every_line(ctx: Flask) -> None:
    _joined(Role.ADMIN)
    told = alerting.look()
    assert told == len(_texts())
    assert alerting.look() == 0
    planned(state=BroadcastState.HALTED)
    assert (alerting.look(), alerting.look()) == (1, 0)
    assert "1 thông báo đã tự dừng và chờ người quyết định. Mở Thông báo" in _texts()[-1]


def test_leaders_of_the_province_get_five_figures_on_monday(ctx: Flask) -> None:
    _joined(Role.LEADER)
    _joined(Role.LEADER, office_id=make_office())
    monday = dt.datetime(2026, 11, 23, 0, 30, tzinfo=dt.UTC)  # 07:30 in Vietnam
    for moment, many in (
        (monday - dt.timedelta(hours=1), 0), (monday, 1), (monday + dt.timedelta(hours=1), 0),
        (monday + dt.timedelta(days=1), 0), (monday + dt.timedelta(days=7), 1),
    ):  # fmt: skip
        with time_machine.travel(moment, tick=False):
            assert digest.send_when_due() == many, moment
    first = _texts()[0]
    assert first.startswith("Số liệu tuần 16/11 - 22/11/2026:")
    assert [line[:2] for line in first.splitlines()[1:]] == ["1.", "2.", "3.", "4.", "5."]


def test_who_muted_a_topic_or_left_hears_nothing(ctx: Flask) -> None:
    user_id = _joined(Role.LEADER)
    operations.choose(user_id, [])
    assert operations.tell(Told("digest", "a", "x")) == 0
    operations.choose(user_id, ["digest"])
    assert operations.tell(Told("digest", "a", "x")) == 1
    operations.leave(user_id)
    assert operations.tell(Told("digest", "b", "x")) == 0
