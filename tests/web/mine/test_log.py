"""Everything that was sent to a person and why, and stopping one sort of it, what waits included."""

import uuid

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.citizens import mutes, operations
from portal.citizens.models import Mute, Proof, Purpose
from portal.citizens.queries import readers
from portal.core import clock
from portal.core.db import db
from portal.dossiers import operations as dossiers
from portal.notifications import operations as notifications
from portal.notifications.models import Intent, Lane, MessageTemplate, State
from portal.notifications.operations import Owed
from tests.desk import form_token
from tests.factories import make_dossier
from tests.page import Page
from tests.unit.notifications.passing import pass_through
from tests.web.mine.conftest import OA

NUMBER = "+84912345678"
LOG = "/toi/tin-nhan/"


def by_kind(kind: str) -> Intent:
    db.session.expire_all()
    return db.session.scalars(select(Intent).filter_by(kind=kind).order_by(Intent.created_at.desc())).first()  # type: ignore[return-value]


def switch(client: FlaskClient, topic: str, on: str) -> int:
    data = {"csrf_token": form_token(client, LOG), "topic": topic, "on": on}
    return client.post("/toi/loai-tin", data=data).status_code


def test_every_message_is_listed_with_its_reason(signed_in: FlaskClient, person: uuid.UUID) -> None:
    assert "Chưa có tin nhắn nào" in Page(signed_in.get(LOG)).text()
    operations.learn_phone(person, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    mine = make_dossier(SoDienThoai="0912345678", DangKyNhanZalo=True)
    other = make_dossier(SoDienThoai="0987654321")
    dossiers.follow(other.id, person, "digits", "e")
    dossiers.record_changes("demo", "x", [{"MaHoSo": other.code, "TrangThaiHoSo": "4"}])
    said = {"text": "Chào ông/bà"}
    notifications.notify(
        [Owed(person, "chat_reply", "inbox_event", uuid.uuid4(), 1, said, lane=Lane.REPLY, consent=None)]
    )
    page = Page(signed_in.get(LOG))
    shown = page.text("main")
    assert f"Vì hồ sơ {mine.code} có số điện thoại của ông/bà." in shown
    assert "ghi tại quầy" in shown
    assert f"Vì ông/bà theo dõi hồ sơ {other.code}." in shown
    assert "đây là câu trả lời" in shown
    assert "Chào ông/bà" in shown
    events = [uuid.uuid4() for _ in range(19)]
    notifications.notify(
        [Owed(person, "chat_reply", "inbox_event", e, 1, said, lane=Lane.REPLY, consent=None) for e in events]
    )
    assert "Trang 1 / 2" in Page(signed_in.get(LOG)).text()
    assert mine.code in Page(signed_in.get(f"{LOG}?trang=2")).text("main")
    assert f"({19 + 3})" in Page(signed_in.get("/toi/")).text("#mine-told")


def test_nobody_else_reaches_it(client: FlaskClient) -> None:
    assert client.get(LOG).status_code == 303
    assert client.get(f"/m{LOG}").status_code == 401


def test_stopping_a_sort_stops_what_waits_and_nothing_else(signed_in: FlaskClient, person: uuid.UUID) -> None:
    operations.learn_phone(person, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    make_dossier(SoDienThoai="0912345678", DangKyNhanZalo=True)
    waits = by_kind("dossier_accepted")
    assert waits.state is State.QUEUED
    assert switch(signed_in, "nothing", "0") == 422
    assert switch(signed_in, "accepted", "0") == 303
    assert switch(signed_in, "accepted", "0") == 303
    stopped = by_kind("dossier_accepted")
    assert (stopped.state, stopped.reason, stopped.due_at) == (State.DROPPED, "topic_stopped", None)
    assert "Không gửi, vì ông/bà đã thôi nhận" in Page(signed_in.get(LOG)).text("main")
    evidence = db.session.scalars(select(Mute.evidence)).one()
    assert evidence.startswith("citizen_session:")
    code = make_dossier(SoDienThoai="0912345678", DangKyNhanZalo=True).code
    late = by_kind("dossier_accepted")
    assert pass_through(late.id) == [], "what is owed later is stopped at the call"
    assert by_kind("dossier_accepted").reason == "topic_stopped"
    dossiers.record_changes("demo", "y", [{"MaHoSo": code, "TrangThaiHoSo": "9"}])
    assert pass_through(by_kind("dossier_resolved").id), "other sorts still come"
    assert switch(signed_in, "accepted", "1") == 303
    make_dossier(SoDienThoai="0912345678", DangKyNhanZalo=True)
    assert pass_through(by_kind("dossier_accepted").id)
    assert stopped.state is State.DROPPED, "what was not sent is not made up for"


def test_news_come_in_english_once_asked_for(signed_in: FlaskClient, person: uuid.UUID) -> None:
    operations.learn_phone(person, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    for on, status, begins in (
        ("x", 422, ""),
        ("1", 303, "{unit} has received"),
        ("0", 303, "{unit} đã tiếp"),
    ):
        token = form_token(signed_in, LOG)
        asked = signed_in.post("/toi/ngon-ngu-tin", data={"csrf_token": token, "on": on})
        assert asked.status_code == status
        if begins:
            make_dossier(SoDienThoai="0912345678", DangKyNhanZalo=True)
            intent = by_kind("dossier_accepted")
            assert db.session.get_one(MessageTemplate, intent.template_id).body.startswith(begins)
    operations.read_in(person, "en")
    kept = operations.follow(OA, "another", clock.now())
    operations.merge(kept, person, "code")
    assert readers([kept], "en") == {kept}


def test_a_stop_outlives_joining_and_ends_with_the_person(signed_in: FlaskClient, person: uuid.UUID) -> None:
    switch(signed_in, "late", "0")
    fragment = signed_in.post(
        "/toi/loai-tin",
        data={"csrf_token": form_token(signed_in, LOG), "topic": "asked", "on": "0"},
        headers={"HX-Request": "true"},
    )
    assert [n.attrs["aria-checked"] for n in Page(fragment).find("button[role=switch]")].count(
        "false"
    ) == 3  # and no English
    assert set(mutes.of(person)) == {"late", "asked"}
    operations.agree(
        Purpose.DOSSIER_NOTIFY, citizen_id=person, text_version="1", channel="oa", evidence="later"
    )
    assert set(mutes.of(person)) == {"late", "asked"}, "agreeing in general leaves a stop alone"
    operations.erase(person, "page", "e")
    assert db.session.scalars(select(Mute)).all() == []
