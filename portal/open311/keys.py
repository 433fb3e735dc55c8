"""Keys by which other systems send reports: of a client of ours, apart from those that sign pushes."""

import hmac
import secrets
import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Missing
from portal.dossiers.models import ApiClient

KIND, LIVE = "open311", 2


def make(name: str) -> str:
    """A fresh key of a client, which is made where it is not there yet; the two newest are valid."""
    key = f"o311_{secrets.token_urlsafe(24)}"
    with transaction() as session:
        new = {"id": uuid.uuid4(), "name": name, "secrets": {"live": []}, "created_at": clock.now()}
        session.execute(insert(ApiClient).values(is_active=True, **new).on_conflict_do_nothing())
        row = session.scalars(select(ApiClient).filter_by(name=name).with_for_update()).one()
        row.secrets = {**row.secrets, KIND: [key, *row.secrets.get(KIND, ())][:LIVE]}
    return key


def retire(name: str, *, whole: bool = False) -> int:
    """Only the newest key stays valid, or none; how many fell away. Missing for an unknown client."""
    with transaction() as session:
        row = session.scalars(select(ApiClient).filter_by(name=name).with_for_update()).one_or_none()
        if row is None:
            raise Missing("no such client")
        held = row.secrets.get(KIND, [])
        row.secrets = {**row.secrets, KIND: [] if whole else held[:1]}
    return len(held) - (0 if whole else len(held[:1]))


def client_of(key: str) -> str | None:
    """Whose key this is. Every key is compared whole, so that the time tells nothing."""
    found = None
    rows = db.session.execute(select(ApiClient.name, ApiClient.secrets).filter_by(is_active=True))
    for name, held in rows:
        for one in held.get(KIND, ()):
            if hmac.compare_digest(one.encode(), key.encode()):
                found = name
    return found
