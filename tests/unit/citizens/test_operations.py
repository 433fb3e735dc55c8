"""Meeting people, following by event time, phones and consents, on a real database."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.citizens import operations, queries
from portal.citizens.models import Citizen, Consent, Phone, Proof, Purpose
from portal.core import clock
from portal.core.crypto import fingerprint
from portal.core.db import db
from portal.core.errors import Refused

OA = "2958416037745520183"
USER = "6713920485510237746"
NUMBER = "+84912345678"
MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.usefixtures("ctx")


def _met(user_id: str = USER) -> uuid.UUID:
    return operations.meet(OA, user_id, clock.now())


def test_meeting_twice_is_one_citizen() -> None:
    assert _met() == _met()
    assert db.session.scalar(select(func.count()).select_from(Citizen)) == 1


def test_the_same_id_at_another_account_is_somebody_else() -> None:
    assert _met() != operations.meet("1", USER, clock.now())


def test_twenty_processes_that_meet_at_once_agree(ctx: Flask) -> None:
    def meet(_: int) -> uuid.UUID:
        with ctx.app_context():
            return operations.meet(OA, USER, clock.now())

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(meet, range(20)))
    assert len(found) == 1
    assert db.session.scalar(select(func.count()).select_from(Citizen)) == 1


def test_the_app_scoped_id_is_kept_when_it_comes_later() -> None:
    _met()
    operations.meet(OA, USER, clock.now(), user_id_by_app="3390176254408815527")
    known = queries.by_zalo(OA, USER)
    assert known is not None
    assert known.user_id_by_app == "3390176254408815527"


def test_following_goes_by_the_time_of_the_event() -> None:
    now = clock.now()
    citizen_id = operations.unfollow(OA, USER, now)
    operations.follow(OA, USER, now - MINUTE)
    late = queries.address(citizen_id, OA)
    operations.follow(OA, USER, now + MINUTE)
    later = queries.address(citizen_id, OA)
    assert late is not None
    assert later is not None
    assert (late.is_following, later.is_following) == (False, True)


@pytest.mark.parametrize("order", [("follow", "unfollow"), ("unfollow", "follow")])
def test_both_in_one_millisecond_mean_silence(order: tuple[str, str]) -> None:
    now = clock.now()
    for name in order:
        citizen_id = getattr(operations, name)(OA, USER, now)
    known = queries.address(citizen_id, OA)
    assert known is not None
    assert known.is_following is False


def test_an_older_interaction_does_not_move_the_window_back() -> None:
    now = clock.now()
    citizen_id = operations.touch(OA, USER, now)
    operations.touch(OA, USER, now - MINUTE)
    known = queries.address(citizen_id, OA)
    assert known is not None
    assert known.last_interaction_at == now


def test_a_claim_never_lowers_what_was_verified() -> None:
    citizen_id = _met()
    operations.learn_phone(citizen_id, "0912 345 678", Proof.CLAIMED, "zalo_submit_info")
    operations.learn_phone(citizen_id, NUMBER, Proof.VERIFIED, "counter")
    operations.learn_phone(citizen_id, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    phone = db.session.scalars(select(Phone)).one()
    assert (phone.number, phone.proof, phone.told_by) == (NUMBER, Proof.VERIFIED, "counter")


def test_several_people_may_claim_one_number() -> None:
    people = [_met("1"), _met("2")]
    for citizen_id in people:
        operations.learn_phone(citizen_id, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    mark = fingerprint(NUMBER)
    assert queries.with_phones([mark, "nobody"]) == {mark: people}
    assert queries.fingerprints_of(people[0]) == {mark}


def test_what_is_no_number_is_not_learned() -> None:
    with pytest.raises(Refused):
        operations.learn_phone(_met(), "1022", Proof.CLAIMED, "zalo_submit_info")


def _agree(**told: object) -> bool:
    usual: dict[str, object] = {"text_version": "1", "channel": "oa", "evidence": "event-1"}
    return operations.agree(Purpose.DOSSIER_NOTIFY, **{**usual, **told})  # type: ignore[arg-type]


def test_the_same_evidence_is_one_consent() -> None:
    citizen_id = _met()
    assert [_agree(citizen_id=citizen_id), _agree(citizen_id=citizen_id)] == [True, False]
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 1


def test_a_consent_is_for_one_purpose() -> None:
    citizen_id = _met()
    _agree(citizen_id=citizen_id)
    assert queries.may_tell(citizen_id, Purpose.DOSSIER_NOTIFY, None)
    assert not queries.may_tell(citizen_id, Purpose.NEWS, None)


def test_a_consent_given_for_a_number_counts_for_who_has_it() -> None:
    has, has_not = _met("1"), _met("2")
    operations.learn_phone(has, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    _agree(fingerprint=fingerprint(NUMBER), channel="desk", client="demo")
    asked: list[queries.Pair] = [(has, None), (has_not, None), (has, None)]
    assert queries.agreed(asked, Purpose.DOSSIER_NOTIFY) == {(has, None)}


def test_a_person_who_says_no_is_not_told_through_their_number_either() -> None:
    one, other = _met("1"), _met("2")
    for citizen_id in (one, other):
        operations.learn_phone(citizen_id, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    _agree(fingerprint=fingerprint(NUMBER), channel="desk", client="demo")
    operations.withdraw("chat", "event-2", citizen_id=one)
    assert not queries.may_tell(one, Purpose.DOSSIER_NOTIFY, None)
    assert queries.may_tell(other, Purpose.DOSSIER_NOTIFY, None), "one claimant cannot silence another"


def test_a_machine_that_repeats_a_tick_does_not_undo_a_withdrawal() -> None:
    citizen_id = _met()
    mark = operations.learn_phone(citizen_id, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    _agree(fingerprint=mark, channel="desk", client="demo", evidence="push-1")
    operations.withdraw("chat", "event-2", citizen_id=citizen_id)
    assert _agree(fingerprint=mark, channel="desk", client="demo", evidence="push-2") is False
    assert not queries.may_tell(citizen_id, Purpose.DOSSIER_NOTIFY, None)


def test_agreeing_again_after_a_withdrawal_counts() -> None:
    citizen_id = _met()
    _agree(citizen_id=citizen_id)
    assert operations.withdraw("chat", "event-2", citizen_id=citizen_id) == 1
    _agree(citizen_id=citizen_id, evidence="event-3")
    assert queries.may_tell(citizen_id, Purpose.DOSSIER_NOTIFY, None)


def test_a_withdrawal_is_kept_with_what_it_took_back() -> None:
    citizen_id = _met()
    _agree(citizen_id=citizen_id)
    operations.withdraw("chat", "event-2", citizen_id=citizen_id, purpose=Purpose.DOSSIER_NOTIFY)
    operations.withdraw("chat", "event-2", citizen_id=citizen_id, purpose=Purpose.DOSSIER_NOTIFY)
    kept = list(db.session.scalars(select(Consent).order_by(Consent.given_at)))
    assert [(row.evidence, row.withdrawn_how) for row in kept] == [("event-1", "chat"), ("event-2", "chat")]


def test_whoever_has_a_number_may_withdraw_at_the_counter() -> None:
    citizen_id = _met()
    mark = operations.learn_phone(citizen_id, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    _agree(fingerprint=mark, channel="desk")
    assert operations.withdraw("desk", "form-9", fingerprint=mark) == 1
    assert not queries.may_tell(citizen_id, Purpose.DOSSIER_NOTIFY, None)
