"""One person under several ids: joined on Zalo's word alone, merged in one commit, nothing proven by it."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.citizens import operations, queries
from portal.citizens.holdings import HOLDINGS
from portal.citizens.models import Citizen, Consent, Phone, Proof, Purpose, Surface, ZaloIdentity, ZaloLogin
from portal.core import clock
from portal.core.db import db
from portal.dossiers import operations as dossiers
from portal.dossiers import queries as seen
from portal.dossiers.models import Follow
from portal.dossiers.queries import Viewer
from portal.notifications import operations as notifications
from portal.notifications.models import Intent, State
from portal.notifications.operations import Owed
from tests.factories import make_dossier, make_person

OA = "2958416037745520183"
USER = "6713920485510237746"
BY_APP = "3390176254408815527"
NUMBER, OTHER = "+84912345678", "+84923456789"

pytestmark = pytest.mark.usefixtures("ctx")


def _count(kind: type) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_who_signs_in_is_the_person_of_the_chat_when_zalo_says_so() -> None:
    chat = operations.meet(OA, USER, clock.now(), BY_APP)
    assert operations.recognise(BY_APP, "An").citizen_id == chat
    assert operations.recognise("another", "Bình", user_id_by_oa=USER).citizen_id == chat
    assert _count(Citizen) == 1


def test_without_a_match_they_stay_apart_until_the_chat_tells_the_id() -> None:
    chat = operations.meet(OA, USER, clock.now())
    web = operations.recognise(BY_APP, "An").citizen_id
    assert web != chat
    assert operations.meet(OA, USER, clock.now(), BY_APP) == chat
    assert operations.recognise(BY_APP, "An").citizen_id == chat
    assert db.session.get_one(Citizen, web).merged_into == chat


@pytest.mark.parametrize("other", [BY_APP[:-1], BY_APP + "0", BY_APP.lstrip("3")])
def test_only_the_exact_id_matches(other: str) -> None:
    chat = operations.meet(OA, USER, clock.now(), BY_APP)
    assert operations.recognise(other, "An").citizen_id != chat


def test_an_id_that_zalo_gave_to_two_joins_nobody() -> None:
    known = {operations.meet(OA, user, clock.now(), BY_APP) for user in ("1", "2")}
    assert operations.recognise(BY_APP, "An").citizen_id not in known


def test_an_equal_phone_joins_nobody() -> None:
    chat = operations.meet(OA, USER, clock.now())
    web = operations.recognise(BY_APP, "An").citizen_id
    for citizen_id in (chat, web):
        operations.learn_phone(citizen_id, NUMBER, Proof.VERIFIED, "mini_app")
    assert operations.recognise(BY_APP, "An").citizen_id == web


def test_twenty_sign_ins_at_once_are_one_person(ctx: Flask) -> None:
    def sign_in(_: int) -> uuid.UUID:
        with ctx.app_context():
            return operations.recognise(BY_APP, "An").citizen_id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(sign_in, range(20)))) == 1
    assert (_count(Citizen), _count(ZaloLogin)) == (1, 1)


def test_every_table_that_erasing_knows_merging_knows_too() -> None:
    silent = {holding.table for holding in HOLDINGS if not holding.merge}
    assert silent == {"inbox_event", "oa_follower", "oa_tag", "zalo_guest"}, "Zalo's ids, no people"


def test_everything_of_the_one_becomes_the_other_s() -> None:
    kept, gone = make_person(), operations.follow(OA, USER, clock.now())
    dossier = make_dossier()
    dossiers.follow(dossier.id, gone, "digits", "event-1")
    operations.learn_phone(gone, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    token = operations.begin(gone, Surface.WEB, "zalo", "Zalo, Android")
    assert operations.merge(kept, gone, "code") == kept
    for kind in (ZaloIdentity, Phone, Consent, Follow):
        assert db.session.scalars(select(kind.citizen_id)).all() == [kept], kind
    session = operations.resume(token, Surface.WEB)
    assert session is not None
    assert session.citizen_id == kept


@pytest.mark.parametrize(
    ("mine", "theirs", "proof"),
    [
        (Proof.CLAIMED, Proof.CLAIMED, Proof.CLAIMED),
        (Proof.CLAIMED, Proof.VERIFIED, Proof.VERIFIED),
        (Proof.VERIFIED, Proof.CLAIMED, Proof.VERIFIED),
    ],
)
def test_a_number_of_both_keeps_the_better_proof_and_no_better(
    mine: Proof, theirs: Proof, proof: Proof
) -> None:
    kept, gone = make_person(), make_person()
    operations.learn_phone(kept, NUMBER, mine, "a")
    operations.learn_phone(gone, NUMBER, theirs, "b")
    operations.learn_phone(gone, OTHER, Proof.CLAIMED, "b")
    operations.merge(kept, gone, "code")
    found = {phone.number: phone.proof for phone in db.session.scalars(select(Phone))}
    assert found == {NUMBER: proof, OTHER: Proof.CLAIMED}


def test_no_dossier_opens_further_than_one_of_both_could_open_it() -> None:
    claimed, strange = make_dossier(SoDienThoai=NUMBER), make_dossier(SoDienThoai=OTHER)
    kept, gone = make_person(), make_person(NUMBER)

    def level(code: str, citizen_id: uuid.UUID) -> int:
        view = seen.view(code, Viewer(citizen_id=citizen_id))
        assert view is not None
        return view.level

    codes = (claimed.code, strange.code)
    before = [max(level(code, kept), level(code, gone)) for code in codes]
    operations.merge(kept, gone, "code")
    assert [level(code, kept) for code in codes] == before == [1, 0]
    assert [level(code, gone) for code in codes] == [0, 0]


def test_what_both_were_owed_goes_out_once() -> None:
    kept, gone = make_person(), make_person()
    subject = uuid.uuid4()
    for citizen_id in (kept, gone):
        params = {"text": "Chào"}
        notifications.notify(
            [Owed(citizen_id, "chat_reply", "inbox_event", subject, 1, params, consent=None)]
        )
    operations.merge(kept, gone, "code")
    rows = db.session.execute(select(Intent.citizen_id, Intent.state)).all()
    assert [tuple(row) for row in rows] == [(kept, State.QUEUED)]


def test_the_later_word_about_a_purpose_stands() -> None:
    kept, gone = make_person(agreed=True), make_person()
    operations.withdraw("page", "session-1", citizen_id=gone, purpose=Purpose.DOSSIER_NOTIFY)
    operations.merge(kept, gone, "code")
    assert not queries.may_tell(kept, Purpose.DOSSIER_NOTIFY, None)


def test_two_merges_that_cross_end_as_one_person(ctx: Flask) -> None:
    people = [make_person() for _ in range(4)]
    pairs = [(a, b) for a in people for b in people if a != b]

    def merge(pair: tuple[uuid.UUID, uuid.UUID]) -> None:
        with ctx.app_context():
            operations.merge(*pair, "code")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(merge, pairs))
    assert db.session.scalar(select(func.count()).where(Citizen.merged_into.is_(None))) == 1


def test_who_was_erased_is_not_brought_back() -> None:
    kept, gone = make_person(NUMBER), operations.follow(OA, USER, clock.now())
    operations.erase(gone, "page", "session-1")
    assert operations.merge(kept, gone, "code") == kept
    assert db.session.get_one(Citizen, gone).merged_into is None
    assert operations.merge(kept, kept, "code") == kept
