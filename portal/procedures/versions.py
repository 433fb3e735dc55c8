"""Versions of procedures by date: what was in force is closed, what is in force now is opened."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.procedures import layout
from portal.procedures.models import ProcedureVersion


def open_new(
    session: Session, moved: Iterable[layout.Entry], ids: dict[str, uuid.UUID], known: set[str]
) -> None:
    """Close what was in force and open what is; a version that comes back the same day is opened again.

    Inside the caller's transaction, which holds LOCK.
    """
    today, now = clock.today(), clock.now()
    closing = [ids[code] for code in known]
    session.execute(
        update(ProcedureVersion)
        .where(ProcedureVersion.procedure_id.in_(closing), ProcedureVersion.valid_to.is_(None))
        .values(valid_to=today)
    )
    rows = [
        {
            "procedure_id": ids[entry.code],
            "valid_from": today if entry.code in known else min(today, _first_day(entry.as_of)),
            "payload": entry.payload,
            "payload_hash": entry.digest,
            "source": entry.source,
            "as_of": entry.as_of,
            "imported_at": now,
        }
        for entry in moved
    ]
    if rows:
        new = insert(ProcedureVersion).values(rows)
        session.execute(
            new.on_conflict_do_update(
                index_elements=["procedure_id", "payload_hash", "valid_from"],
                set_={"valid_to": None, "imported_at": new.excluded.imported_at},
            )
        )


def _first_day(as_of: str) -> dt.date:
    """The first day of the month or year in which the source was read: from then on we know the text."""
    year, _, month = as_of.partition("-")
    return dt.date(int(year), int(month or 1), 1)
