"""Millions of dossiers with their history, made by the database itself and kept for the next measurement."""

import datetime as dt
import shutil
from pathlib import Path

from sqlalchemy import Connection, text

from portal.bench import batch_rows
from portal.core import crypto, quick_json
from portal.core.db import db

BYTES = 4_300  # on the disk for each dossier with its history and indexes (measured)
STEPS = 3  # statuses each dossier went through
DUE = dt.datetime(2040, 3, 1, 10, 0, tzinfo=dt.UTC)  # so that no duty finds them late, whenever it is run
A_PART = 500_000  # dossiers in one statement: what it holds is written down before the next begins
TABLES = ("dossier", "status_event")

_DOSSIERS = text(
    """INSERT INTO dossier (id, code, client, procedure_name, field_name, unit_name, applicant, status,
         raw_status, version, event_time, received_seq, received_at, due_at, due_on, channel, return_by_post,
         extra, created_at, updated_at)
       SELECT gen_random_uuid(), 'H80.01-260302-' || lpad(n::text, 8, '0'), 'bench', :procedure, :field,
         :unit, :applicant, 4, '4', 3, :filed + interval '2 days', 0, :filed, CAST(:due AS timestamptz),
         CAST(:due AS timestamptz)::date, 1, false, '{}', :filed, :filed
       FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n"""
)
_EVENTS = text(
    """INSERT INTO status_event (dossier_id, event_key, status, raw_status, event_time, version, unit_name,
         record, record_hash, client, webhook_id, received_at)
       SELECT id, s || '|' || md5(code), s + 1, (s + 1)::text, :filed + (s - 1) * interval '1 day', s,
         unit_name, :record, md5(code), 'bench', 'load', created_at
       FROM dossier, generate_series(1, :steps) s
       WHERE code BETWEEN 'H80.01-260302-' || lpad(:first ::text, 8, '0')
                      AND 'H80.01-260302-' || lpad(:last ::text, 8, '0')"""
)
_BARE = text(
    """SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(:tables)
       AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
)


def code(n: int) -> str:
    """The n-th dossier's."""
    return f"H80.01-260302-{n:08}"


def is_there(rows: int) -> bool:
    """Was a home filled with just so many?"""
    with db.engine.connect() as line:
        asked = text("SELECT count(*) FROM dossier WHERE code IN (:last, :next)")
        return bool(line.scalar(asked, {"last": code(rows - 1), "next": code(rows)}) == 1)


def needs(folder: Path, rows: int) -> str:
    """What it takes on the disk, in words; SystemExit when there is less than that."""
    wanted, free = rows * BYTES / 1e9, shutil.disk_usage(folder).free / 1e9
    said = f"{rows:,} dossiers need about {wanted:.1f} GB below {folder}; {free:.1f} GB are free"
    if wanted > free:
        raise SystemExit(f"{said}: ask for fewer with --rows")
    return said


def load(rows: int) -> None:
    """Fill empty tables: triggers and indexes come last."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        for setting in ("synchronous_commit = off", "maintenance_work_mem = '1GB'"):
            line.execute(text(f"SET {setting}"))
        for table in TABLES:
            line.execute(text(f"TRUNCATE {table} CASCADE"))
            line.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        dropped = line.execute(_BARE, {"tables": list(TABLES)}).all()
        for one in dropped:
            line.execute(text(f"DROP INDEX {one.indexname}"))
        for first in range(0, rows, A_PART):
            _fill(line, first, min(first + A_PART, rows) - 1)
        for one in dropped:
            line.execute(text(one.indexdef))
        for table in TABLES:
            line.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER ALL"))
        line.execute(text("VACUUM ANALYZE dossier, status_event"))


def _fill(line: Connection, first: int, last: int) -> None:
    told = {"first": first, "last": last, "filed": batch_rows.FILED, "due": DUE}
    named = {"procedure": batch_rows.PROCEDURE, "field": batch_rows.FIELD, "unit": batch_rows.UNIT}
    line.execute(_DOSSIERS, {**told, **named, "applicant": crypto.encrypt(batch_rows.WHO.encode())})
    record = crypto.encrypt(quick_json.written(batch_rows.record(code(0))))
    line.execute(_EVENTS, {**told, "steps": STEPS, "record": record})
