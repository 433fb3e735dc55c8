"""The dossiers of one person: those they follow, and those that carry a number of theirs."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import exists, or_, select

from portal.citizens import queries as citizens
from portal.citizens.models import Phone, Purpose
from portal.core.db import db
from portal.dossiers.models import Dossier, DossierContact, Follow
from portal.dossiers.queries.privacy import is_sensitive


@dataclass(frozen=True)
class Followed:
    """A line of the list; the procedure is not named where its field is sensitive."""

    id: uuid.UUID
    code: str
    procedure_name: str | None
    status: int | None
    status_at: dt.datetime
    due_on: dt.date | None
    is_told: bool  # a change will be written to this person
    is_by_share: bool  # only by a relative's link: to look at, not to show on
    updated_at: dt.datetime


def followed(citizen_id: uuid.UUID, limit: int = 20) -> list[Followed]:
    """What may be shown to a linked Zalo account (L1), the latest change first, in two questions."""
    follows = exists().where(
        Follow.dossier_id == Dossier.id, Follow.citizen_id == citizen_id, Follow.ended_at.is_(None)
    )
    has_number = exists().where(
        DossierContact.dossier_id == Dossier.id,
        DossierContact.fingerprint == Phone.fingerprint,
        Phone.citizen_id == citizen_id,
    )
    by_share = exists().where(
        Follow.dossier_id == Dossier.id,
        Follow.citizen_id == citizen_id,
        Follow.ended_at.is_(None),
        Follow.link_id.is_not(None),
    )
    found = db.session.execute(
        select(Dossier, (by_share & ~has_number).label("is_by_share"))
        .where(or_(follows, has_number))
        .order_by(Dossier.event_time.desc(), Dossier.code)
        .limit(limit)
    ).all()
    rows, shared = [row.Dossier for row in found], {row.Dossier.id for row in found if row.is_by_share}
    told = citizens.agreed([(citizen_id, row.id) for row in rows], Purpose.DOSSIER_NOTIFY)
    return [
        Followed(
            id=row.id,
            code=row.code,
            procedure_name=None if is_sensitive(row.field_name) else row.procedure_name,
            status=row.status,
            status_at=row.event_time,
            due_on=row.due_on,
            is_told=(citizen_id, row.id) in told,
            is_by_share=row.id in shared,
            updated_at=row.updated_at,
        )
        for row in rows
    ]
