"""What a second proof opens of a dossier: masked names and numbers, what is asked for, steps inside (R15)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import false, select

from portal.core.db import db
from portal.dossiers.models import PAUSED, Dossier, DossierContact, ProgressStep, StatusEvent
from portal.dossiers.queries.privacy import masked_name, masked_phone
from portal.dossiers.views import Details, InnerStep, Missing

MOST_STEPS = 200


def details(dossier: Dossier, events: Sequence[Any]) -> Details:
    """Everything beyond the code; `events` are rows of its history, in order."""
    numbers = db.session.scalars(
        select(DossierContact.number).filter_by(dossier_id=dossier.id).order_by(DossierContact.id)
    )
    inner = db.session.execute(
        select(ProgressStep.at, ProgressStep.department)
        .filter_by(dossier_id=dossier.id)
        .order_by(ProgressStep.at, ProgressStep.id)
        .limit(MOST_STEPS)
    )
    return Details(
        procedure_code=dossier.procedure_code,
        procedure_name=dossier.procedure_name,
        applicant=masked_name(dossier.applicant),
        phones=tuple(dict.fromkeys(masked_phone(number) for number in numbers)),
        missing=_missing(dossier, events),
        note=dossier.note,
        inner_steps=tuple(InnerStep(row.at, row.department) for row in inner),
    )


def _missing(dossier: Dossier, events: Sequence[Any]) -> Missing | None:
    """What is asked for now; what was asked for before is done."""
    if dossier.status not in PAUSED:
        return None
    now = next((e for e in reversed(events) if e.version == dossier.version and e.version), None)
    which = StatusEvent.received_seq == now.received_seq if now else false()
    asked = db.session.scalar(select(StatusEvent.supplement).where(which))
    if not asked:
        return None
    until = asked.get("until")
    return Missing(
        items=tuple(asked.get("items") or ()),
        what=asked.get("what"),
        until=dt.date.fromisoformat(until) if until else None,
        amount=asked.get("amount"),
    )
