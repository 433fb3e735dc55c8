"""The register of requests: taken down with its due day, settled once, the number forgotten with that."""

import datetime as dt
import uuid

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Missing, Refused
from portal.core.watch import Level, Line
from portal.operating.models import CameBy, DataRequest, Ending, Wish
from portal.operating.people import finding, forgetting
from portal.places import queries as places
from portal.places.worktime import Calendar
from portal.staff import operations as staff

WORKING_DAYS = 2  # Decree 356/2025
LONGEST = 300
AHEAD = dt.timedelta(days=60)


def take(kind: Wish, number: str, came_by: CameBy, by: uuid.UUID | None) -> uuid.UUID:
    """Write a request down; its id. The same wish for the same number that is open is the same request."""
    fingerprint = finding.fingerprint_of(number)
    with transaction() as session:
        same = select(DataRequest.id).filter_by(kind=kind, fingerprint=fingerprint, done_at=None)
        if (open_ := session.scalar(same)) is not None:
            return open_
        made = DataRequest(
            id=uuid.uuid4(),
            kind=kind,
            fingerprint=fingerprint,
            number=number,
            came_by=came_by,
            asked_at=clock.now(),
            due_on=due_day(clock.today()),
            taken_by_id=by,
            people=0,
        )
        session.add(made)
        session.flush()
        staff.record_act("data.ask", "data_request", made.id, by, wish=kind.value)
        return made.id


def due_day(day: dt.date) -> dt.date:
    """The last day on which a request of this day is answered in time."""
    return Calendar(places.overrides(day, day + AHEAD)).plus_days(day, WORKING_DAYS)


def by_id(request_id: uuid.UUID) -> DataRequest:
    """One request; Missing when there is none."""
    found = db.session.get(DataRequest, request_id)
    if found is None:
        raise Missing("no such request")
    return found


def listed(most: int = 200) -> list[DataRequest]:
    """Open ones by their due day, then the settled ones, the newest first."""
    order = (DataRequest.done_at.is_not(None), DataRequest.done_at.desc(), DataRequest.due_on)
    return list(db.session.scalars(select(DataRequest).order_by(*order).limit(most)))


def hand_out(request_id: uuid.UUID, by: uuid.UUID | None) -> bytes:
    """The file for the person; the request is settled by it. Conflict when it is settled already."""
    with transaction():
        one = _open(request_id, Wish.EXPORT)
        ids = [person.id for person in finding.people(one.fingerprint)]
        file = finding.packed(one.fingerprint, ids)
        _settle(one, Ending.DONE, by, len(ids))
    return file


def erase(request_id: uuid.UUID, by: uuid.UUID | None, *, with_claimed: bool) -> int:
    """Forget the people behind the number; how many. Conflict when it is settled already."""
    with transaction():
        one = _open(request_id, Wish.ERASE)
        gone = forgetting.erase(
            one.fingerprint, with_claimed=with_claimed, evidence=f"data_request:{request_id}"
        )
        _settle(one, Ending.DONE, by, len(gone))
    return len(gone)


def refuse(request_id: uuid.UUID, why: str, by: uuid.UUID | None) -> None:
    """It is not done, and why. Refused without a reason, Conflict when it is settled already."""
    why = " ".join(why.split())
    if not why or len(why) > LONGEST:
        raise Refused("a reason is needed")
    with transaction():
        one = _open(request_id, None)
        one.why = why
        _settle(one, Ending.REFUSED, by, 0)


def _open(request_id: uuid.UUID, kind: Wish | None) -> DataRequest:
    found = db.session.scalar(
        select(DataRequest)
        .filter_by(id=request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Missing("no such request")
    if found.done_at is not None or (kind is not None and found.kind is not kind):
        raise Conflict("settled already")
    return found


def _settle(one: DataRequest, ending: Ending, by: uuid.UUID | None, people: int) -> None:
    # The fingerprint stays in the register alone, as the proof that this number was answered.
    one.number, one.done_at, one.done_by_id, one.outcome, one.people = None, clock.now(), by, ending, people
    staff.record_act("data.settle", "data_request", one.id, by, outcome=ending.value, people=people)


def line() -> Line:
    """Is somebody's request late, or due today?"""
    key, title, today = "data_requests", "Yêu cầu về dữ liệu cá nhân", clock.today()
    count, first, at = db.session.execute(
        select(func.count(), func.min(DataRequest.due_on), func.min(DataRequest.asked_at)).where(
            DataRequest.done_at.is_(None)
        )
    ).one()
    if not count:
        return Line(key, title, Level.GOOD, "Không có yêu cầu nào đang chờ.")
    level = Level.ACT if first < today else Level.MIND if first == today else Level.GOOD
    said = f"{count} yêu cầu đang chờ, hạn gần nhất {clock.day(first)}."
    todo = "" if level is Level.GOOD else "Mở sổ yêu cầu, xuất hoặc xóa, hoặc ghi lý do từ chối."
    return Line(key, title, level, said, at, todo, float(count))
