"""What is done about deadlines: the apology by rule, its hold by an officer, the units' morning digest."""

import datetime as dt
import logging
import time
import uuid
from collections import Counter

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock, db, settings
from portal.core.db import transaction
from portal.core.errors import Conflict, Refused
from portal.core.search import tidy
from portal.dossiers.deadlines import due, notices, queries
from portal.dossiers.deadlines.due import Due
from portal.dossiers.deadlines.models import Apology, ApologyHold, DueDigest
from portal.dossiers.models import Dossier
from portal.dossiers.operations import rows
from portal.places.worktime import Calendar
from portal.staff.operations import record_act

BUDGET = 0.5  # seconds a run may take from the relay
SHORTEST_REASON, LONGEST_REASON = 10, 500
log = logging.getLogger(__name__)


def apologise(budget: float = BUDGET) -> int:
    """Apologise for every day that has passed, at the hour; how many apologies were made now.

    A duty of the relay. Each dossier is a commit of its own: apology, paper, new day and the messages owed
    stand together or not at all, so a kill in the middle loses and doubles nothing. What does not fit into
    the budget comes with the next run.
    """
    days = queries.calendar(queries.oldest())
    if not _is_hour(days) or not settings.get().max_extensions:
        return 0
    end, made = time.monotonic() + budget, 0
    for dossier_id in queries.missed(days):
        if time.monotonic() > end:
            break
        made += apologise_for(dossier_id, days)
        db.release()
    if made:
        log.info("apologies made=%d", made)
    return made


def _is_hour(days: Calendar) -> bool:
    chosen = settings.get()
    return due.is_hour(clock.now(), days, chosen.apology_hour, chosen.apology_until)


def apologise_for(dossier_id: uuid.UUID, days: Calendar) -> bool:
    """Apologise for one dossier if it still is to be: asked again with its row locked."""
    with transaction() as session:
        code = session.scalar(select(Dossier.code).filter_by(id=dossier_id))
        state = rows.load(session, {code}).get(code) if code else None
        dossier = session.get(Dossier, dossier_id, populate_existing=True)
        if state is None or dossier is None:
            return False
        stand = queries.stands([dossier], days).get(dossier_id)
        if stand is None or dossier_id not in queries.to_apologise([dossier], {dossier_id: stand}):
            return False
        new_day = days.plus_days(clock.today(), settings.get().extension_days)
        paper = notices.paper(dossier, stand.counts_on, new_day)
        dossier.version += 1  # what is owed now is newer than what may still wait
        session.flush()
        people = notices.owe(state, dossier, stand.counts_on, new_day)
        session.add(_apology(dossier, stand, new_day, paper, people))
        return True


def _apology(dossier: Dossier, stand: Due, new_day: dt.date, paper: uuid.UUID, people: int) -> Apology:
    return Apology(
        dossier_id=dossier.id,
        due_on=stand.counts_on,
        told_due_on=stand.told_on,
        new_due_on=new_day,
        made_on=clock.today(),
        made_at=clock.now(),
        paper_id=paper,
        people=people,
    )


def hold(dossier: Dossier, due_on: dt.date, reason: str, by: uuid.UUID) -> None:
    """Keep the apology for a day back, with the reason and a line in the trail.

    Conflict when it is made or held already; Refused without a reason.
    """
    said = tidy(reason)
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise Refused("a hold needs a reason of 10 to 500 signs")
    with transaction() as session:
        rows.load(session, {dossier.code})  # the relay decides under the same lock
        if session.scalar(select(Apology.id).filter_by(dossier_id=dossier.id, due_on=due_on)):
            raise Conflict("the apology is made")
        kept = insert(ApologyHold).values(
            id=uuid.uuid4(),
            dossier_id=dossier.id,
            due_on=due_on,
            reason=said,
            held_at=clock.now(),
            held_by=by,
        )
        if not session.scalars(kept.on_conflict_do_nothing().returning(ApologyHold.id)).all():
            raise Conflict("the apology is held")
        record_act("apology.hold", "dossier", dossier.id, by, dossier.office_id, due_on=due_on.isoformat())


def release(dossier: Dossier, due_on: dt.date, by: uuid.UUID) -> None:
    """Let the rule do its work again; releasing what is not held changes nothing."""
    with transaction() as session:
        open_hold = select(ApologyHold).filter_by(dossier_id=dossier.id, due_on=due_on, released_at=None)
        held = session.scalars(open_hold.with_for_update()).one_or_none()
        if held is None:
            return
        held.released_at, held.released_by = clock.now(), by
        record_act("apology.release", "dossier", dossier.id, by, dossier.office_id, due_on=due_on.isoformat())


def warn() -> int:
    """Write each unit's digest of the day, once, at the hour; how many units were warned now.

    A duty of the relay. The digest stands on the desk alone: nobody outside hears of it.
    """
    days = queries.calendar(queries.oldest())
    today = clock.today()
    if not _is_hour(days):
        return 0
    with transaction() as session:
        if session.scalar(select(DueDigest.id).filter_by(day=today).limit(1)):
            return 0
        return _write_digests(session, today, days)


def _write_digests(session: Session, today: dt.date, days: Calendar) -> int:
    soon = Counter(item.dossier.office_id for item in queries.due_soon(days))
    late = Counter(item.dossier.office_id for item in queries.overdue(days))
    values = [
        {
            "day": today,
            "office_id": office,
            "soon": soon[office],
            "overdue": late[office],
            "made_at": clock.now(),
        }
        for office in {*soon, *late}
    ]
    if not values:
        return 0
    session.execute(insert(DueDigest).values(values).on_conflict_do_nothing())
    return len(values)
