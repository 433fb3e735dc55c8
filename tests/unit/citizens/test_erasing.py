"""Erasing a person: what goes, what stays, what is cancelled, and that they may come back as somebody new."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from portal.chat import jobs, replay
from portal.chat import operations as chat
from portal.chat.models import InboxEvent
from portal.citizens import operations, queries
from portal.citizens.holdings import HOLDINGS
from portal.citizens.models import Citizen, Consent, Phone, Proof, Purpose, ZaloIdentity
from portal.core import clock
from portal.core.crypto import fingerprint
from portal.core.db import db
from portal.dossiers import operations as dossiers
from portal.dossiers.models import Follow
from portal.notifications import operations as notifications
from portal.notifications.models import Intent, State
from portal.notifications.operations import Owed
from tests.factories import make_dossier, make_person
from tests.zalo_events import OA, USER, mac_of, raw_of, said

NUMBER = "+84912345678"

pytestmark = pytest.mark.usefixtures("ctx")


def _known() -> uuid.UUID:
    """Somebody who wrote, shared a number, agreed, follows a dossier and is owed a message."""
    citizen_id = operations.follow(OA, USER, clock.now(), "3390176254408815527")
    operations.learn_phone(citizen_id, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    dossiers.follow(make_dossier().id, citizen_id, "digits", "event-1")
    _owe(citizen_id)
    return citizen_id


def _owe(citizen_id: uuid.UUID) -> None:
    params = {"text": "Hồ sơ của bạn"}
    notifications.notify(
        [Owed(citizen_id, "chat_reply", "inbox_event", uuid.uuid4(), 1, params, consent=None)]
    )


def _state() -> State:
    return db.session.scalars(select(Intent.state)).one()


def test_every_table_that_knows_a_person_says_what_erasing_does() -> None:
    told = {holding.table for holding in HOLDINGS}
    holding = {
        table.name
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "citizen" and table.name != "citizen"
    }
    assert {"phone", "intent", "dossier_follow"} <= holding
    assert holding <= told


def test_who_they_are_goes_and_what_is_owed_is_cancelled() -> None:
    citizen_id = _known()
    assert operations.erase(citizen_id, "page", "session-1")
    for gone in (ZaloIdentity, Phone, Follow):
        assert db.session.scalar(select(func.count()).select_from(gone)) == 0, gone
    owed = db.session.scalars(select(Intent)).one()
    assert (owed.state, owed.reason, owed.params) == (State.CANCELLED, "erased", {})
    assert queries.address(citizen_id, OA) is None


def test_that_they_agreed_stays_provable_and_is_over() -> None:
    citizen_id = _known()
    operations.erase(citizen_id, "page", "session-1")
    kept = db.session.scalars(select(Consent)).one()
    assert (kept.text_version, kept.evidence, kept.withdrawn_how) == ("follow-dossier-1", "event-1", "page")
    gone = db.session.get_one(Citizen, citizen_id)
    assert (gone.erased_how, gone.erased_evidence) == ("page", "session-1")
    assert not queries.may_tell(citizen_id, Purpose.DOSSIER_NOTIFY, None)


@pytest.mark.parametrize(("proof", "told"), [(Proof.CLAIMED, True), (Proof.VERIFIED, False)])
def test_a_number_s_consent_ends_only_with_who_proved_it(proof: Proof, told: bool) -> None:
    leaving, other = make_person(), make_person(NUMBER)
    operations.learn_phone(leaving, NUMBER, proof, "counter")
    mark = fingerprint(NUMBER)
    operations.agree(
        Purpose.DOSSIER_NOTIFY,
        fingerprint=mark,
        text_version="1",
        channel="desk",
        evidence="p",
        client="demo",
    )
    operations.erase(leaving, "page", "session-1")
    assert queries.may_tell(other, Purpose.DOSSIER_NOTIFY, None) is told


def test_a_message_on_its_way_is_left_to_end_and_tells_nothing() -> None:
    citizen_id = _known()
    db.session.execute(text("UPDATE intent SET state = 'sending', is_on_wire = true"))
    db.session.commit()
    operations.erase(citizen_id, "page", "session-1")
    assert _state() is State.SENDING
    assert db.session.scalars(select(Intent.params)).one() == {}


def test_nobody_sends_by_hand_what_nobody_knows_about() -> None:
    citizen_id = _known()
    db.session.execute(text("UPDATE intent SET state = 'unknown'"))
    db.session.commit()
    operations.erase(citizen_id, "page", "session-1")
    assert _state() is State.CANCELLED


def test_a_repeat_changes_nothing() -> None:
    citizen_id = _known()
    assert operations.erase(citizen_id, "page", "session-1")
    assert not operations.erase(citizen_id, "zalo_withdraw", "event-9")
    assert db.session.get_one(Citizen, citizen_id).erased_how == "page"
    assert not operations.erase(uuid.uuid4(), "page", "session-2")


def test_others_are_left_alone() -> None:
    other = make_person(NUMBER, agreed=True)
    _owe(other)
    operations.erase(operations.follow(OA, USER, clock.now()), "page", "session-1")
    assert _state() is State.QUEUED
    assert queries.fingerprints_of(other)
    assert queries.may_tell(other, Purpose.DOSSIER_NOTIFY, None)


def test_whoever_writes_again_is_somebody_new() -> None:
    citizen_id = _known()
    operations.erase(citizen_id, "page", "session-1")
    again = operations.touch(OA, USER, clock.now())
    assert again != citizen_id
    assert queries.fingerprints_of(again) == frozenset()


def test_what_they_wrote_is_emptied_and_a_repeat_of_it_stays_known() -> None:
    body = said("số của tôi là 0912345678")
    raw = raw_of(body)
    mac = mac_of(raw, str(body["timestamp"]))
    chat.receive(raw, mac)
    jobs.drain()
    known = queries.by_zalo(OA, USER)
    assert known
    operations.erase(known.citizen_id, "page", "session-1")
    event = db.session.scalars(select(InboxEvent)).one()
    assert (bytes(event.raw), event.user_id) == (b"{}", None)
    assert chat.receive(raw, mac) is False


def test_two_at_once_end_well(ctx: Flask) -> None:
    citizen_id = _known()

    def forget(n: int) -> bool:
        with ctx.app_context():
            return operations.erase(citizen_id, "page", f"session-{n}")

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(forget, range(8))) == 1


def test_a_replay_brings_nobody_back() -> None:
    body = said("xin chào")
    raw = raw_of(body)
    chat.receive(raw, mac_of(raw, str(body["timestamp"])))
    jobs.drain()
    known = queries.by_zalo(OA, USER)
    assert known
    operations.erase(known.citizen_id, "page", "session-1")
    an_hour = dt.timedelta(hours=1)
    report = replay.run(clock.now() - an_hour, clock.now() + an_hour, is_dry=False)
    assert (report.events, report.failed, report.messages) == (1, [], 0)
    assert queries.by_zalo(OA, USER) is None
