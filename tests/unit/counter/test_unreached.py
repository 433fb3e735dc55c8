"""Everybody we could not tell stands on the list once, and leaves it one way or another."""

import threading
import uuid
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from portal.citizens import operations as citizens
from portal.core.db import db
from portal.core.errors import Conflict, Missing
from portal.counter.operations import unreached as operations
from portal.counter.queries import unreached as queries
from portal.counter.queries import whom
from portal.dossiers.deadlines import operations as deadlines
from portal.dossiers.models import Dossier, DossierContact
from portal.notifications import worklist
from portal.notifications.models import Intent, State
from portal.notifications.untold import Closed, Untold
from portal.staff import queries as accounts
from portal.staff.models import Role
from tests.citizens import follower
from tests.factories import make_dossier, make_office, make_staff

OLD, NEW = "0912345678", "0987654321"


@pytest.fixture
def officer(ctx: Flask) -> uuid.UUID:
    user = accounts.by_username(make_staff(Role.OFFICER, office_id=make_office(name="UBND phường Long An")))
    assert user
    return user.id


def told(**over: object) -> Dossier:
    """A dossier with the tick, whose owner is owed a message if somebody is known."""
    return make_dossier(SoDienThoai=OLD, DangKyNhanZalo=True, **over)


def end(state: State, reason: str, **where: object) -> None:
    db.session.execute(
        update(Intent)
        .filter_by(**where)
        .values(state=state, reason=reason, settled_at=func.now(), due_at=None)
    )
    db.session.commit()


def lines() -> list[queries.Line]:
    worklist.gather()
    db.session.expire_all()
    return queries.page(None, 1)[0]


def closed() -> list[Closed | None]:
    db.session.expire_all()
    return list(db.session.scalars(select(Untold.closed_how).order_by(Untold.at)))


@pytest.mark.parametrize(
    ("state", "reason", "is_listed"),
    [
        (State.REFUSED, "refused", True),
        (State.FAILED, "tries_used_up", True),
        (State.QUARANTINED, "crashed", True),
        (State.DROPPED, "not_following", True),
        (State.DROPPED, "no_address", True),
        (State.DROPPED, "expired", True),
        (State.DROPPED, "no_consent", False),
        (State.SUPERSEDED, "newer_version", False),
        (State.CANCELLED, "cancelled", False),
        (State.UNKNOWN, "lost_worker", False),
        (State.SENT, "", False),
    ],
)
def test_every_final_failure_stands_on_the_list_once(
    officer: uuid.UUID, state: State, reason: str, is_listed: bool
) -> None:
    follower(OLD)
    told()
    end(state, reason)
    for _ in range(2):
        assert len(lines()) == is_listed
    assert db.session.scalar(select(func.count(Untold.id))) == is_listed


def test_consent_without_anybody_known_stands_on_the_list(officer: uuid.UUID) -> None:
    dossier = told()
    (line,) = lines()
    assert (line.reason, line.intent_id, line.dossier_id) == ("nobody", None, dossier.id)
    assert whom.one(line.id, None).numbers == ("09*****678",)


def test_no_consent_and_no_news_put_nobody_on_the_list(officer: uuid.UUID) -> None:
    make_dossier(SoDienThoai=OLD)
    make_dossier(SoDienThoai=OLD, DangKyNhanZalo=True, TrangThaiHoSo="1")
    assert lines() == []


def test_only_the_newest_news_of_a_dossier_stands_there(officer: uuid.UUID) -> None:
    code = told(ThoiDiem="20260701090000").code
    told(MaHoSo=code, TrangThaiHoSo="9", ThoiDiem="20260702090000")
    assert [line.kind for line in lines()] == ["dossier_resolved"]
    assert sorted(map(str, closed())) == ["None", "newer"]


def test_a_later_message_that_went_out_ends_an_earlier_failure(officer: uuid.UUID) -> None:
    follower(OLD)
    code = told(ThoiDiem="20260701090000").code
    end(State.REFUSED, "refused")
    assert len(lines()) == 1
    told(MaHoSo=code, TrangThaiHoSo="9", ThoiDiem="20260702090000")
    end(State.SENT, "", kind="dossier_resolved")
    assert (lines(), closed()) == ([], [Closed.NEWER])


def test_who_takes_the_consent_back_is_not_called(officer: uuid.UUID) -> None:
    person = follower(OLD)
    told()
    end(State.REFUSED, "refused")
    assert len(lines()) == 1
    citizens.withdraw("page", "test", citizen_id=person)
    assert (lines(), closed()) == ([], [Closed.WITHDRAWN])


def test_another_offices_line_is_not_there(officer: uuid.UUID) -> None:
    told()
    (line,) = lines()
    elsewhere = frozenset({make_office()})
    assert queries.page(elsewhere, 1) == ([], 0, 1)
    for act in (
        lambda: whom.one(line.id, elsewhere),
        lambda: operations.open_numbers(line.id, officer, elsewhere),
        lambda: operations.give_up(line.id, officer, elsewhere, "vì sao"),
        lambda: operations.record_call(line.id, officer, elsewhere, "", told=True),
        lambda: operations.mend(line.id, officer, elsewhere, NEW),
        lambda: operations.send_again(line.id, officer, elsewhere),
    ):
        with pytest.raises(Missing):
            act()


def test_a_call_that_told_ends_it_and_one_that_did_not_counts(officer: uuid.UUID) -> None:
    told()
    (line,) = lines()
    operations.record_call(line.id, officer, None, "bận", told=False)
    (again,) = lines()
    assert (again.calls, whom.one(line.id, None).deeds[0].note) == (1, "bận")
    operations.record_call(line.id, officer, None, "", told=True)
    assert (lines(), closed()) == ([], [Closed.CALLED])
    with pytest.raises(Conflict):
        operations.give_up(line.id, officer, None, "một lần nữa")


def test_giving_up_takes_a_reason_and_ends_it(officer: uuid.UUID) -> None:
    told()
    (line,) = lines()
    operations.give_up(line.id, officer, None, "Số không liên lạc được")
    assert (lines(), closed()) == ([], [Closed.GIVEN_UP])


def test_mending_the_number_sends_just_this_message_to_its_owner(officer: uuid.UUID) -> None:
    follower(OLD)
    dossier = told()
    end(State.REFUSED, "refused")
    (line,) = lines()
    right = follower(NEW)
    assert operations.mend(line.id, officer, None, NEW)
    made = db.session.scalars(select(Intent).where(Intent.state == State.QUEUED)).one()
    first = db.session.scalars(select(Intent).where(Intent.state == State.REFUSED)).one()
    assert (made.citizen_id, made.kind, made.params) == (right, first.kind, first.params)
    assert lines() == []  # under way
    numbers = db.session.scalars(select(DossierContact.number).filter_by(dossier_id=dossier.id)).all()
    assert "+84987654321" in numbers
    end(State.REFUSED, "refused", id=made.id)
    assert [found.id for found in lines()] == [line.id]  # failed again: the same line, not a second one
    end(State.SENT, "", id=made.id)
    assert (lines(), closed()) == ([], [Closed.TOLD])


def test_a_mended_number_that_nobody_has_stays_on_the_list(officer: uuid.UUID) -> None:
    told()
    (line,) = lines()
    assert not operations.mend(line.id, officer, None, NEW)
    assert len(lines()) == 1
    assert whom.one(line.id, None).numbers[0] == "09*****321"
    follower(NEW)
    assert whom.one(line.id, None).can_send
    assert operations.send_again(line.id, officer, None)
    end(State.SENT, "", kind="dossier_accepted")
    assert (lines(), closed()) == ([], [Closed.TOLD])


def test_sending_again_makes_a_row_of_its_own_that_the_next_news_does_not_meet(officer: uuid.UUID) -> None:
    follower(OLD)
    code = told(ThoiDiem="20260701090000").code
    end(State.DROPPED, "not_following")
    (line,) = lines()
    assert operations.send_again(line.id, officer, None)
    told(MaHoSo=code, TrangThaiHoSo="9", ThoiDiem="20260702090000")
    rows = db.session.execute(
        select(Intent.subject_version, Intent.again, Intent.state).order_by(
            Intent.subject_version, Intent.again
        )
    ).all()
    assert [tuple(row) for row in rows] == [
        (1, 0, State.DROPPED),
        (1, 1, State.SUPERSEDED),  # the newer news goes instead
        (2, 0, State.QUEUED),
    ]


def test_nothing_is_sent_again_to_somebody_who_may_have_it(officer: uuid.UUID) -> None:
    follower(OLD)
    told()
    for state in (State.SENT, State.UNKNOWN, State.QUEUED, State.SENDING):
        end(State.REFUSED, "refused")
        (line,) = lines()
        end(state, "")
        with pytest.raises(Conflict):
            operations.send_again(line.id, officer, None)
    assert db.session.scalar(select(func.count(Intent.id))) == 1


def test_of_two_officers_one_sends(ctx: Flask, officer: uuid.UUID) -> None:
    follower(OLD)
    told()
    end(State.REFUSED, "refused")
    (line,) = lines()
    ended: list[str] = []
    start = threading.Barrier(4)

    def press() -> None:
        with ctx.app_context():
            start.wait()
            try:
                ended.append(str(operations.send_again(line.id, officer, None)))
            except Conflict:
                ended.append("conflict")

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert sorted(ended) == ["True", "conflict", "conflict", "conflict"]
    db.session.rollback()
    assert db.session.scalar(select(func.count(Intent.id)).where(Intent.state == State.QUEUED)) == 1


def test_the_list_empties_to_nothing(officer: uuid.UUID) -> None:
    for n in range(6):
        make_dossier(SoDienThoai=f"09000001{n:02}", DangKyNhanZalo=True)
    acts: list[Callable[[uuid.UUID], object]] = [
        lambda id_: operations.record_call(id_, officer, None, "", told=True),
        lambda id_: operations.give_up(id_, officer, None, "không còn số"),
        lambda id_: (follower("0900000999"), operations.mend(id_, officer, None, "0900000999")),
    ]
    for n, line in enumerate(lines()):
        acts[n % 3](line.id)
    end(State.SENT, "", kind="dossier_accepted")
    assert lines() == []
    assert None not in closed()


def test_an_apology_that_nobody_could_be_told_is_listed_and_a_mended_number_gets_it(
    officer: uuid.UUID,
) -> None:
    with time_machine.travel("2026-07-01 02:00", tick=False):
        told()
    with time_machine.travel("2026-07-07 01:00", tick=False):
        assert deadlines.apologise(budget=60) == 1
    (line,) = lines()
    assert (line.kind, line.reason) == ("dossier_apology", "nobody"), "the apology took the first news' place"
    owner = follower(NEW)
    assert operations.mend(line.id, officer, None, NEW)
    sent = db.session.scalars(select(Intent).filter_by(citizen_id=owner)).one()
    assert (sent.kind, sent.params["due"]) == ("dossier_apology", "14/07/2026")
    assert not lines(), "it is under way"


def test_a_dossier_that_agreed_and_gave_no_number_is_not_left_in_silence(officer: uuid.UUID) -> None:
    code = make_dossier(SoDienThoai="không có", DangKyNhanZalo=True, ThoiDiem="20260701090000").code
    assert [(line.reason, line.code) for line in lines()] == [("no_number", code)]
    make_dossier(MaHoSo=code, TrangThaiHoSo="9", ThoiDiem="20260702090000", SoDienThoai="")  # no tick told
    (line,) = lines()
    assert (line.kind, line.reason, line.calls) == ("dossier_resolved", "no_number", 0)
    owner = follower(NEW)
    assert operations.mend(line.id, officer, None, NEW)
    assert db.session.scalars(select(Intent.kind).filter_by(citizen_id=owner)).all() == ["dossier_resolved"]
    end(State.SENT, "", citizen_id=owner)
    assert (lines(), set(closed())) == ([], {Closed.NEWER, Closed.TOLD})
    other = make_dossier(SoDienThoai="", DangKyNhanZalo=True, ThoiDiem="20260701090000").code
    make_dossier(
        MaHoSo=other, TrangThaiHoSo="4", ThoiDiem="20260702090000", DangKyNhanZalo=False, SoDienThoai=""
    )
    assert (lines(), Closed.WITHDRAWN in closed()) == ([], True)
