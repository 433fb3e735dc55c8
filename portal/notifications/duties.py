"""Work that comes again: rows say when, a registry says what. The only scheduler of the product."""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import db, settings
from portal.core.db import transaction
from portal.notifications.models import Periodic

NOW = func.clock_timestamp()
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    """Something to do every so many seconds; safe to do twice."""

    every: float
    run: Callable[[], object]


def run_due(duties: Mapping[str, Duty]) -> list[str]:
    """Do what is due; of several relays one does it. A failure is written down and comes again in time."""
    return [name for name in _taken(duties) if _do(name, duties[name])]


def _taken(duties: Mapping[str, Duty]) -> list[str]:
    if not duties:
        return []
    with transaction() as session:
        session.execute(
            insert(Periodic)
            .values([{"name": name, "due_at": NOW} for name in duties])
            .on_conflict_do_nothing()
        )
        due = session.scalars(
            select(Periodic.name)
            .where(Periodic.name.in_(list(duties)), Periodic.due_at <= NOW)
            .with_for_update(skip_locked=True)
        ).all()
        for name in due:
            wait = dt.timedelta(seconds=settings.get().scaled(duties[name].every))
            session.execute(update(Periodic).filter_by(name=name).values(due_at=NOW + wait))
    return list(due)


def _do(name: str, duty: Duty) -> bool:
    error = None
    try:
        duty.run()
    except Exception as caught:
        error = type(caught).__name__
        log.exception("duty failed name=%s", name)
        db.release()
    with transaction() as session:
        session.execute(update(Periodic).filter_by(name=name).values(last_ran_at=NOW, last_error=error))
    return error is None
