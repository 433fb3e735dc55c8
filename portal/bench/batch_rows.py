"""A million dossiers for a measurement, written by the database itself, and records that move them."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from portal.citizens import operations as citizens
from portal.citizens.models import Proof
from portal.core import clock, crypto, settings
from portal.core.crypto import fingerprint
from portal.core.db import db, transaction

PEOPLE = 400
FILED = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
PROCEDURE, FIELD = "Đăng ký thành lập hộ kinh doanh", "Thành lập và hoạt động của hộ kinh doanh"
UNIT, WHO = "Trung tâm Phục vụ hành chính công", "Người dùng đo thử"

_DOSSIERS = text(
    """INSERT INTO dossier (id, code, client, procedure_name, field_name, unit_name, applicant, status,
         raw_status, version, event_time, received_seq, received_at, due_at, due_on, channel, return_by_post,
         extra, created_at, updated_at)
       SELECT gen_random_uuid(), 'H80.01-260302-' || lpad(n::text, 6, '0'), 'bench', :procedure, :field,
         :unit, :applicant, 2, '2', 1, :filed, 0, :filed, :filed + interval '5 days',
         (:filed + interval '5 days')::date, 1, false, '{}', :filed, :filed
       FROM generate_series(0, :rows - 1) n"""
)
_EVENTS = text(
    """INSERT INTO status_event (dossier_id, event_key, status, raw_status, event_time, version, unit_name,
         record, record_hash, client, webhook_id, received_at)
       SELECT id, '2|' || md5(code), 2, '2', event_time, 1, unit_name, :record, md5(code), 'bench', 'load',
         created_at
       FROM dossier"""
)
_CONTACTS = text(
    """INSERT INTO dossier_contact (dossier_id, standing, fingerprint, number)
       SELECT d.id, 'owner', p.mark, p.number
       FROM dossier d
       JOIN (SELECT * FROM unnest(:marks ::text[], :numbers ::bytea[]) WITH ORDINALITY
             AS told (mark, number, place)) p ON p.place = right(d.code, 6)::int % :people + 1"""
)
_CONSENTS = text(
    """INSERT INTO consent (id, fingerprint, dossier_id, purpose, text_version, channel, client, evidence,
         given_at)
       SELECT gen_random_uuid(), c.fingerprint, d.id, 'dossier_notify', 'counter-tick-1', 'desk', 'bench',
         'load', d.created_at
       FROM dossier d JOIN dossier_contact c ON c.dossier_id = d.id WHERE d.code = ANY(:codes)"""
)


def code(n: int) -> str:
    """The n-th dossier's."""
    return f"H80.01-260302-{n:06}"


def load(rows: int) -> None:
    """Dossiers in their first status with one history row and one phone each, and the phones' people."""
    now, oa_id = clock.now(), settings.get().zalo_oa_id
    numbers = [_number(n) for n in range(PEOPLE)]
    for n, number in enumerate(numbers):
        citizens.learn_phone(
            citizens.follow(oa_id, f"91{n:010}", now), number, Proof.CLAIMED, "zalo_submit_info"
        )
    told = {
        "procedure": PROCEDURE,
        "field": FIELD,
        "unit": UNIT,
        "applicant": crypto.encrypt(WHO.encode()),
        "filed": FILED,
        "rows": rows,
    }
    people = {
        "marks": [fingerprint(number) for number in numbers],
        "numbers": [crypto.encrypt(number.encode()) for number in numbers],
        "people": PEOPLE,
    }
    for statement, values in (
        (_DOSSIERS, told),
        (_EVENTS, {"record": crypto.encrypt(json.dumps(record(code(0))).encode())}),
        (_CONTACTS, people),
    ):
        with transaction() as session:
            session.execute(statement, values)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        line.execute(text("VACUUM ANALYZE"))


def _number(n: int) -> str:
    return f"+8490{n:07}"


def agree(chosen: Sequence[int]) -> None:
    """Consent was given for these at the counter, as with their first status."""
    with transaction() as session:
        session.execute(_CONSENTS, {"codes": [code(n) for n in chosen]})


def record(dossier: str) -> dict[str, Any]:
    """The record that says it is ready, as a one-stop system tells it."""
    now = clock.local(clock.now())
    return {
        "MaHoSo": dossier,
        "TrangThaiHoSo": "9",
        "ThoiDiem": f"{now:%Y%m%d%H%M%S}",
        "TenTTHC": PROCEDURE,
        "TenLinhVuc": FIELD,
        "ChuHoSo": WHO,
        "SoDienThoai": f"0{_number(int(dossier[-6:]) % PEOPLE)[3:]}",
        "NgayTiepNhan": f"{clock.local(FILED):%Y%m%d%H%M%S}",
        "NgayHenTra": f"{clock.local(FILED + dt.timedelta(days=5)):%Y%m%d%H%M%S}",
        "DonViXuLy": UNIT,
        "DangKyNhanZalo": True,
    }


def event(row: Mapping[str, Any], now: dt.datetime, webhook_id: str) -> dict[str, Any]:
    """The history row of the same change, ready made."""
    return {
        "dossier_id": row["id"],
        "event_key": f"9|{uuid.uuid4().hex}",
        "status": 9,
        "raw_status": "9",
        "event_time": now,
        "version": row["version"] + 1,
        "office_id": row["office_id"],
        "unit_name": row["unit_name"],
        "record": record(row["code"]),
        "record_hash": uuid.uuid4().hex,
        "client": row["client"],
        "webhook_id": webhook_id,
        "received_at": now,
    }
