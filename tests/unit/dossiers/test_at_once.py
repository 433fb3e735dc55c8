"""Pushes that meet each other, batches, and what a push finds out by itself: office and procedure."""

import datetime as dt
import threading
import uuid
from collections.abc import Sequence

from flask import Flask
from sqlalchemy import event, select

from portal.core import clock
from portal.core.db import db
from portal.dossiers import operations
from portal.dossiers.models import Dossier, StatusEvent
from portal.notifications.models import Intent
from portal.places.models import Office
from portal.procedures.models import Procedure, ProcedureVersion
from tests.factories import keep, make_dossier, make_person, told
from tests.unit.dossiers.pushing import count, dossier, push


def test_the_office_comes_from_the_unit_or_from_the_code(ctx: Flask) -> None:
    commune = keep(
        Office(code="X1", name="UBND phường Long An", folded="ubnd phuong long an", kind="commune")
    )
    agency = keep(Office(code="H44.12", name="Sở Xây dựng", folded="so xay dung", kind="department"))
    by_name, by_code = told(), told(DonViXuLy="Đơn vị lạ")
    push(by_name, by_code)
    assert dossier(by_name["MaHoSo"]).office_id == commune.id
    assert dossier(by_code["MaHoSo"]).office_id == agency.id


def test_the_version_of_the_receipt_day_is_kept_and_an_unknown_procedure_is_taken(ctx: Flask) -> None:
    procedure = keep(
        Procedure(
            code="1.001193",
            name="Tên chính thức",
            field="Hộ kinh doanh",
            folded="",
            names="",
            sort_key="",
            levels=[],
            subjects=[],
        )
    )
    versions = [
        ProcedureVersion(
            procedure_id=procedure.id,
            valid_from=dt.date(2026, month, 1),
            valid_to=until,
            payload={},
            payload_hash=str(month),
            source="s",
            as_of="2026-07",
            imported_at=clock.now(),
        )
        for month, until in ((1, dt.date(2026, 6, 1)), (6, dt.date(2026, 8, 1)), (8, None))
    ]
    db.session.add_all(versions)
    db.session.commit()
    in_force = versions[1].id
    known = told(MaTTHC="1.001193.000.00.00.H44", TenTTHC=None, TenLinhVuc=None)
    strange = told(MaTTHC="QLKTN003", TenTTHC="Thủ tục lạ")
    push(known, strange)
    first = dossier(known["MaHoSo"])
    kept = (first.procedure_version_id, first.procedure_name, first.field_name)
    assert kept == (
        in_force,
        "Tên chính thức",
        "Hộ kinh doanh",
    )
    second = dossier(strange["MaHoSo"])
    assert (second.procedure_version_id, second.procedure_name) == (None, "Thủ tục lạ")


def at_once(app: Flask, batches: Sequence[Sequence[object]]) -> None:
    """Push each batch from a thread of its own, all starting together."""
    start, failed = threading.Barrier(len(batches)), []

    def work(batch: Sequence[object]) -> None:
        with app.app_context():
            try:
                start.wait()
                operations.record_changes("demo", uuid.uuid4().hex, list(batch))
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_different_pushes_of_one_dossier_at_once_are_counted_one_by_one(ctx: Flask) -> None:
    made = make_dossier()
    batches = [
        [{"MaHoSo": made.code, "TrangThaiHoSo": 4, "ThoiDiem": f"2026070{n}080000"}] for n in range(2, 9)
    ]
    at_once(ctx, batches)
    now = dossier(made.code)
    versions = sorted(v for v in db.session.scalars(select(StatusEvent.version)) if v)
    assert count(StatusEvent) == 8
    assert versions == list(range(1, now.version + 1))
    assert clock.shown(now.event_time) == "08:00 08/07/2026"


def test_equal_pushes_at_once_make_one_event_and_one_message(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    records = [told() for _ in range(5)]
    at_once(ctx, [records] * 8)
    assert (count(Dossier), count(StatusEvent), count(Intent)) == (5, 5, 5)
    assert set(db.session.scalars(select(Dossier.version))) == {1}


def test_a_batch_takes_as_many_statements_as_one_record(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    seen: list[str] = []
    listen = (db.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    event.listen(*listen)
    try:
        push(told(DangKyNhanZalo=True))  # the first also reads the message templates
        used = []
        for size in (1, 40):
            seen.clear()
            push(*[told(DangKyNhanZalo=True) for _ in range(size)])
            used.append(len(seen))
    finally:
        event.remove(*listen)
    assert used[0] == used[1] <= 25


def test_progress_steps_are_kept_once(ctx: Flask) -> None:
    made = make_dossier()
    step = {
        "MaHoSo": made.code,
        "ThoiDiemXuLy": "20260702090000",
        "PhongBanXuLy": "Phòng Kinh tế",
        "NguoiXuLy": "Tên",
    }
    results = operations.record_progress(
        "demo", "w", [step, step, {**step, "MaHoSo": "khong-co"}, {"MaHoSo": made.code}]
    )
    assert [r.outcome for r in results] == ["applied", "duplicate", "refused", "refused"]
    assert [(c.pointer, c.word) for c in results[2].complaints] == [("/MaHoSo", "unknown")]
    assert [(c.pointer, c.word) for c in results[3].complaints] == [("/ThoiDiemXuLy", "missing")]
