"""Who is on the list of people we could not tell, within offices; masked until an officer opens a number."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select

from portal.core.db import db
from portal.core.errors import Missing
from portal.counter.queries.visits import Offices
from portal.dossiers.models import Dossier, DossierContact
from portal.notifications.models import Attempt, Intent, State
from portal.notifications.untold import NO_NUMBER, Closed, Deed, Untold, UntoldDeed
from portal.notifications.worklist import NOT_TOLD
from portal.places.models import Office

Columns = Select[*tuple[Any, ...]]
PAGE = 50
MOST_IN_FILE = 5_000


@dataclass(frozen=True)
class Line:
    """One person who was not told one thing."""

    id: uuid.UUID
    dossier_id: uuid.UUID
    code: str
    office: str | None
    kind: str
    at: dt.datetime
    intent_id: uuid.UUID | None
    state: State | None
    reason: (
        str | None
    )  # "nobody" where there was nobody to send to, "no_number" where nobody can be looked for
    error_code: int | None
    channel: str | None
    calls: int
    last_call_at: dt.datetime | None
    closed_at: dt.datetime | None
    closed_how: Closed | None

    @property
    def is_under_way(self) -> bool:
        """Sent again, and not failed again so far."""
        return self.state is not None and self.state not in NOT_TOLD


def _lines() -> Columns:
    calls = (
        select(UntoldDeed.untold_id, func.count().label("calls"), func.max(UntoldDeed.at).label("last"))
        .where(UntoldDeed.deed.in_((Deed.CALLED, Deed.NO_ANSWER)))
        .group_by(UntoldDeed.untold_id)
        .subquery()
    )
    return (
        select(
            Untold.id,
            Dossier.id,
            Dossier.code,
            Office.name,
            Untold.kind,
            Untold.at,
            Untold.intent_id,
            Intent.state,
            func.coalesce(Intent.reason, _without_message()),
            Attempt.error_code,
            Attempt.channel,
            func.coalesce(calls.c.calls, 0),
            calls.c.last,
            Untold.closed_at,
            Untold.closed_how,
        )
        .join(Dossier, Dossier.id == Untold.subject_id)
        .outerjoin(Office, Office.id == Dossier.office_id)
        .outerjoin(Intent, Intent.id == Untold.intent_id)
        .outerjoin(Attempt, (Attempt.intent_id == Intent.id) & (Attempt.n == Intent.attempts))
        .outerjoin(calls, calls.c.untold_id == Untold.id)
    )


def _without_message() -> ColumnElement[str]:
    """Why there never was a message; a number that came later is one that nobody has."""
    has_number = exists().where(DossierContact.dossier_id == Untold.subject_id)
    return case(((Untold.fingerprint == NO_NUMBER) & ~has_number, "no_number"), else_="nobody")


def open_lines(offices: Offices) -> Columns:
    """Those an officer still has to do something about; what is being sent again is not among them."""
    waiting = _lines().where(Untold.closed_at.is_(None), or_(Intent.id.is_(None), Intent.state.in_(NOT_TOLD)))
    return waiting if offices is None else waiting.where(Dossier.office_id.in_(offices))


def page(offices: Offices, number: int) -> tuple[list[Line], int, int]:
    """A page of the list, oldest first; how many there are, and the number of the last page."""
    total = count(offices)
    rows = db.session.execute(
        open_lines(offices).order_by(Untold.at, Untold.id).offset((number - 1) * PAGE).limit(PAGE)
    )
    return [Line(*row) for row in rows], total, max(1, -(-total // PAGE))


def count(offices: Offices) -> int:
    """How many are on the list."""
    return db.session.scalar(select(func.count()).select_from(open_lines(offices).subquery())) or 0


def under_way(offices: Offices) -> int:
    """How many were sent again and wait for Zalo's word."""
    asked = _lines().where(
        Untold.closed_at.is_(None), Intent.state.in_((State.QUEUED, State.SENDING, State.UNKNOWN))
    )
    asked = asked if offices is None else asked.where(Dossier.office_id.in_(offices))
    return db.session.scalar(select(func.count()).select_from(asked.subquery())) or 0


def line(untold_id: uuid.UUID, offices: Offices) -> Line:
    """One line within these offices, also one that has left the list; raises Missing."""
    asked = _lines().where(Untold.id == untold_id)
    row = db.session.execute(
        asked if offices is None else asked.where(Dossier.office_id.in_(offices))
    ).first()
    if row is None:
        raise Missing("nobody of that name on the list")
    return Line(*row)
