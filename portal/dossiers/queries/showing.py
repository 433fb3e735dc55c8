"""A dossier as one viewer may see it: code alone, or with a second proof (reliability.md R15)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.orm import defer

from portal.citizens.models import Phone
from portal.core.db import db
from portal.core.errors import Missing as NotFound
from portal.dossiers import freshness, rating_links
from portal.dossiers.deadlines import queries as deadlines
from portal.dossiers.experience import queries as experience
from portal.dossiers.models import (
    PAUSED,
    TERMINAL,
    ApiClient,
    Dossier,
    DossierContact,
    Follow,
    Status,
    StatusEvent,
)
from portal.dossiers.queries import proven
from portal.dossiers.queries.privacy import is_sensitive
from portal.dossiers.views import Desk, Details, DossierView, Step
from portal.places import queries as places
from portal.places.models import Office

MOST_STEPS = 200
Events = Sequence[Any]  # rows, in order: status, raw_status, event_time, received_seq, version, unit_name
_WHOLE = (
    select(Dossier, Office, ApiClient.last_push_at)
    .join(Office, Office.id == Dossier.office_id, isouter=True)
    .join(ApiClient, and_(ApiClient.name == Dossier.client, ApiClient.is_active), isouter=True)
    .options(defer(Dossier.applicant), defer(Dossier.summary), defer(Dossier.note))
)
# Columns, not objects: a look-up reads a dozen of them for each status it never opens.
_HISTORY = (
    select(
        StatusEvent.status,
        StatusEvent.raw_status,
        StatusEvent.event_time,
        StatusEvent.received_seq,
        StatusEvent.version,
        StatusEvent.unit_name,
    )
    .where(StatusEvent.dossier_id == bindparam("dossier"))
    .order_by(StatusEvent.event_time.desc(), StatusEvent.received_seq.desc())
    .limit(MOST_STEPS)
)


@dataclass(frozen=True)
class Viewer:
    """Who asks, and what they have proven."""

    citizen_id: uuid.UUID | None = None
    digits_ok: bool = False
    link_dossier_id: uuid.UUID | None = None


def by_code(code: str) -> Dossier:
    """The dossier's row; raises Missing."""
    found = db.session.scalar(select(Dossier).filter_by(code=code))
    if found is None:
        raise NotFound("no such dossier")
    return found


def id_of(code: str) -> uuid.UUID | None:
    """The dossier's id, or None."""
    return db.session.scalar(select(Dossier.id).filter_by(code=code))


def view(code: str, viewer: Viewer) -> DossierView | None:
    """What this viewer may see of the dossier with this code; None when there is none."""
    return _shown(Dossier.code == code, viewer)


def view_by_id(dossier_id: uuid.UUID, viewer: Viewer) -> DossierView | None:
    """What this viewer may see of the dossier with this id; None when there is none."""
    return _shown(Dossier.id == dossier_id, viewer)


def _shown(which: Any, viewer: Viewer) -> DossierView | None:
    found = db.session.execute(_WHOLE.where(which)).one_or_none()
    if found is None:
        _events(uuid.uuid4())  # as much work as for a dossier that is there
        return None
    dossier, office, pushed_at = found
    events = _events(dossier.id)
    details = proven.details(dossier, events) if _is_proven(dossier, viewer) else None
    return _view(dossier, office, events, details, freshness.since(pushed_at))


def _events(dossier_id: uuid.UUID) -> Events:
    """What everybody may see of the history; what is sealed in it stays unopened."""
    return db.session.execute(_HISTORY, {"dossier": dossier_id}).all()[::-1]


def _is_proven(dossier: Dossier, viewer: Viewer) -> bool:
    if viewer.digits_ok or viewer.link_dossier_id == dossier.id:
        return True
    if viewer.citizen_id is None:
        return False
    has_number = exists().where(
        DossierContact.dossier_id == dossier.id,
        DossierContact.fingerprint == Phone.fingerprint,
        Phone.citizen_id == viewer.citizen_id,
    )
    follows = exists().where(
        Follow.dossier_id == dossier.id, Follow.citizen_id == viewer.citizen_id, Follow.ended_at.is_(None)
    )
    return bool(db.session.scalar(select(has_number | follows)))


def _view(
    dossier: Dossier, office: Office | None, events: Events, details: Details | None, heard: freshness.Heard
) -> DossierView:
    sensitive = is_sensitive(dossier.field_name)
    open_name = not sensitive or details is not None
    status = dossier.status
    is_finished = status in TERMINAL or status == Status.RESOLVED
    stand = (
        None if is_finished else deadlines.stand(dossier, has_waited=any(e.status in PAUSED for e in events))
    )
    return DossierView(
        id=dossier.id,
        code=dossier.code,
        status=status,
        status_at=dossier.event_time,
        desk=_desk(dossier, office),
        procedure_code=dossier.procedure_code if open_name else None,
        procedure_name=dossier.procedure_name if open_name else None,
        is_sensitive=sensitive,
        submitted_at=dossier.submitted_at,
        received_at=dossier.received_at,
        due_on=dossier.due_on,
        is_paused=status in PAUSED,
        is_overdue=bool(stand and stand.is_overdue),
        is_finished=is_finished,
        returns_by_post=bool(dossier.return_by_post),
        steps=_steps(events),
        updated_at=dossier.updated_at,
        version=dossier.version,
        details=details,
        stand=stand,
        heard=heard,
        usual=experience.usual(dossier.procedure_code, dossier.office_id)
        if open_name and not is_finished
        else None,
        rating_path=rating_links.path(dossier.id)
        if details and rating_links.is_open(status, dossier.event_time)
        else None,
    )


def _desk(dossier: Dossier, office: Office | None) -> Desk | None:
    name = dossier.unit_name or (office.name if office else None)
    if name is None:
        return None
    if office is None:
        return Desk(name)
    opening = places.opening_of(office.hours) if office.phone else None
    return Desk(name, office.address, office.phone, office.hours, opening)


def _steps(events: Events) -> tuple[Step, ...]:
    """One step a status and moment: a correction replaces what it corrects."""
    told: dict[tuple[str, dt.datetime], Step] = {}
    for event in events:
        told[(event.raw_status, event.event_time)] = Step(event.status, event.event_time, event.unit_name)
    return tuple(told.values())
