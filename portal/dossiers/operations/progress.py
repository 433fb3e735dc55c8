"""Steps inside the offices, as told; they tell nobody anything."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.dossiers.forms import Complaint, ProgressRecord, Refusal, read_progress
from portal.dossiers.models import Dossier, ProgressStep
from portal.dossiers.operations import rows
from portal.dossiers.operations.intake import Result
from portal.dossiers.operations.many import among, put

STEP = cast(Table, ProgressStep.__table__)

Key = tuple[uuid.UUID, str]


def record_progress(client: str, webhook_id: str, records: Sequence[object]) -> list[Result]:
    """Keep each step once; a step of a dossier we do not know is refused. One result a record, in order."""
    results: dict[int, Result] = {}
    good: list[tuple[int, ProgressRecord]] = []
    for place, raw in enumerate(records):
        try:
            good.append((place, read_progress(raw)))
        except Refusal as refusal:
            results[place] = Result(refusal.code, "refused", refusal.complaints)
    with transaction() as session:
        codes = {record.code for _, record in good}
        found = session.execute(select(Dossier.code, Dossier.id).where(among(Dossier.code, codes)))
        known = {row.code: row.id for row in found}
        keys = {place: (known[r.code], r.canonical_hash()) for place, r in good if r.code in known}
        new = _keep(session, client, {keys[place]: record for place, record in good if place in keys})
        rows.mark_push(session, client)
    for place, record in good:
        if place not in keys:
            results[place] = Result(record.code, "refused", (Complaint("/MaHoSo", "unknown"),))
            continue
        results[place] = Result(record.code, "applied" if keys[place] in new else "duplicate")
        new.discard(keys[place])
    return [results[place] for place in range(len(records))]


def _keep(session: Session, client: str, steps: Mapping[Key, ProgressRecord]) -> set[Key]:
    """Write the steps that are new; their keys."""
    if not steps:
        return set()
    now = clock.now()
    wanted = put(STEP, [_row(key, record, client, now) for key, record in steps.items()])
    made = wanted.on_conflict_do_nothing().returning(STEP.c.dossier_id, STEP.c.step_key)
    return {(row.dossier_id, row.step_key) for row in session.execute(made)}


def _row(key: Key, record: ProgressRecord, client: str, now: dt.datetime) -> dict[str, Any]:
    return {
        "dossier_id": key[0],
        "step_key": key[1],
        "at": record.at,
        "department": record.department,
        "raw_status": record.raw_status,
        "started_at": record.started_at,
        "due_at": record.due_at,
        "client": client,
        "received_at": now,
    }
