"""Telling records as a one-stop system does, and looking at what became of them."""

import uuid

from sqlalchemy import func, select

from portal.core.db import Model, db
from portal.dossiers import operations
from portal.dossiers.models import Dossier
from portal.notifications.models import Intent


def push(*records: object, webhook: str | None = None) -> list[operations.Result]:
    """Tell these records in one call."""
    return operations.record_changes("demo", webhook or uuid.uuid4().hex, list(records))


def outcomes(*records: object) -> list[str]:
    """What became of each record."""
    return [result.outcome for result in push(*records)]


def dossier(code: str) -> Dossier:
    """The dossier as it stands now."""
    db.session.expire_all()
    return db.session.scalars(select(Dossier).filter_by(code=code)).one()


def count(model: type[Model]) -> int:
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def kinds() -> list[str]:
    """What is owed, by the version of the dossier."""
    return list(db.session.scalars(select(Intent.kind).order_by(Intent.subject_version, Intent.kind)))
