"""The limits beside a pushed batch: the same rows, ready made, by Core's upsert and insert in one commit."""

import secrets
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert

from portal.bench import batch_rows
from portal.core import clock
from portal.core.crypto import digest
from portal.core.db import db, transaction
from portal.dossiers.models import Dossier, DossierLink, StatusEvent
from portal.notifications.models import Intent

DOSSIER, EVENT = cast(Table, Dossier.__table__), cast(Table, StatusEvent.__table__)
INTENT, LINK = cast(Table, Intent.__table__), cast(Table, DossierLink.__table__)
Rows = Sequence[Mapping[str, Any]]


def state_history(codes: Sequence[str]) -> float:
    """Milliseconds for the dossiers and their history rows."""
    return _written(_dossiers(codes), ())


def with_messages(codes: Sequence[str]) -> float:
    """Milliseconds for these, the messages owed and their links: rows such as ours wrote last."""
    rows = _dossiers(codes)
    intents = _last(INTENT, INTENT.c.created_at, len(rows))
    links = _last(LINK, LINK.c.made_at, len(rows))
    ids = [row["id"] for row in rows]
    owed = [{**row, "id": uuid.uuid4(), "subject_id": one} for row, one in zip(intents, ids, strict=True)]
    opened = [
        {**row, "id": uuid.uuid4(), "dossier_id": one, "token_hash": digest(secrets.token_urlsafe(16))}
        for row, one in zip(links, ids, strict=True)
    ]
    return _written(rows, ((LINK, opened), (INTENT, owed)))


def _dossiers(codes: Sequence[str]) -> list[dict[str, Any]]:
    now = clock.now()
    with transaction() as session:
        found = session.execute(select(DOSSIER).where(DOSSIER.c.code.in_(codes))).mappings().all()
    return [dict(row) | {"raw_status": "9", "status": 9, "updated_at": now} for row in found]


def _last(table: Table, moment: Any, many: int) -> Rows:
    rows = db.session.execute(select(table).order_by(moment.desc()).limit(many)).mappings().all()
    db.session.remove()
    return [dict(row) for row in rows]


def _written(rows: list[dict[str, Any]], more: Sequence[tuple[Table, Rows]]) -> float:
    events = [batch_rows.event(row, row["updated_at"], f"bench-{rows[0]['code']}") for row in rows]
    told = insert(DOSSIER)
    changed = {name: told.excluded[name] for name in rows[0] if name not in {"id", "code"}}
    begun = time.monotonic()
    with transaction() as session:
        session.execute(told.on_conflict_do_update(index_elements=["code"], set_=changed), rows)
        session.execute(insert(EVENT), events)
        for table, made in more:
            session.execute(insert(table), made)
    return (time.monotonic() - begun) * 1000
