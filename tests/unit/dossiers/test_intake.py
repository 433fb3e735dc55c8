"""What the one-stop system tells: repeats, late words, corrections, bad records, ticks, and who is told."""

import datetime as dt
import threading
import uuid
from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text

from portal.citizens import operations as citizens
from portal.citizens.models import Consent
from portal.core import clock
from portal.core.crypto import fingerprint
from portal.core.db import Model, db
from portal.dossiers import operations
from portal.dossiers.models import Dossier, DossierContact, Status, StatusEvent
from portal.notifications.models import Intent
from portal.places.models import Office
from portal.procedures.models import Procedure, ProcedureVersion
from tests.factories import keep, make_dossier, make_person, told


def push(*records: object, webhook: str | None = None) -> list[operations.Result]:
    return operations.record_changes("demo", webhook or uuid.uuid4().hex, list(records))


def outcomes(*records: object) -> list[str]:
    return [result.outcome for result in push(*records)]


def dossier(code: str) -> Dossier:
    db.session.expire_all()
    return db.session.scalars(select(Dossier).filter_by(code=code)).one()


def count(model: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def kinds() -> list[str]:
    return list(db.session.scalars(select(Intent.kind).order_by(Intent.subject_version, Intent.kind)))


def test_a_record_makes_a_dossier_with_its_history(ctx: Flask) -> None:
    record = told(TrichYeuHoSo="Mở quán ăn")
    assert outcomes(record) == ["applied"]
    made = dossier(record["MaHoSo"])
    assert (made.status, made.version, made.applicant) == (Status.ACCEPTED, 1, "Nguyễn Văn An")
    assert f"{made.due_on:%d/%m/%Y}" == "06/07/2026"
    assert clock.shown(made.received_at) == "08:30 01/07/2026"
    assert count(StatusEvent) == 1


def test_a_repeat_is_a_duplicate_whatever_its_spelling_and_id(ctx: Flask) -> None:
    record = told()
    again = {
        **record,
        "TrangThaiHoSo": 2,
        "NgayTiepNhan": "2026-07-01T01:30:00Z",
        "MaHoSo": record["MaHoSo"].lower(),
    }
    assert outcomes(record) == ["applied"]
    assert outcomes(record, again) == ["duplicate", "duplicate"]
    assert count(StatusEvent) == 1
    assert dossier(record["MaHoSo"]).version == 1


def test_without_an_event_time_the_content_is_the_key(ctx: Flask) -> None:
    record = told(TrangThaiHoSo="4", NgayTiepNhan=None)
    assert outcomes(record) == ["applied"]
    assert outcomes(record) == ["duplicate"]
    assert outcomes({**record, "DonViXuLy": "Sở khác"}) == ["applied"]
    assert count(StatusEvent) == 2


@pytest.mark.parametrize(
    ("status", "field"),
    [
        ("1", "NgayNopHoSo"),
        ("2", "NgayTiepNhan"),
        ("3", "NgayTuChoi"),
        ("9", "NgayKetThucXuLy"),
        ("10", "NgayTra"),
    ],
)
def test_the_event_time_follows_the_status(ctx: Flask, status: int, field: str) -> None:
    record = told(TrangThaiHoSo=status, **{field: "20260702101500"})
    push(record)
    assert clock.shown(dossier(record["MaHoSo"]).event_time) == "10:15 02/07/2026"


def test_a_supplement_happened_when_it_was_last_asked_for(ctx: Flask) -> None:
    asked = [{"NgayBoSung": "20260703080000"}, {"NgayBoSung": "20260705090000"}, {}]
    record = told(TrangThaiHoSo="5", DanhSachHoSoBoSung=asked)
    push(record)
    assert clock.shown(dossier(record["MaHoSo"]).event_time) == "09:00 05/07/2026"


def test_our_own_field_beats_the_date_of_the_status(ctx: Flask) -> None:
    record = told(ThoiDiem="20260701093000")
    push(record)
    assert clock.shown(dossier(record["MaHoSo"]).event_time) == "09:30 01/07/2026"


def test_a_clock_in_the_far_future_shuts_nothing_out(ctx: Flask) -> None:
    record = told(ThoiDiem="20990101000000")
    later = {**record, "TrangThaiHoSo": "4", "ThoiDiem": None}
    assert outcomes(record, later) == ["applied", "applied"]
    assert dossier(record["MaHoSo"]).status == Status.PROCESSING


def test_a_late_word_is_kept_and_changes_nothing(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    done = told(TrangThaiHoSo="9", NgayKetThucXuLy="20260705080000")
    late = {**done, "TrangThaiHoSo": "2", "NgayKetThucXuLy": None, "ChuHoSo": "Ai Khác"}
    assert outcomes(done) == ["applied"]
    assert outcomes(late) == ["older"]
    made = dossier(done["MaHoSo"])
    assert (made.status, made.version, made.applicant) == (Status.RESOLVED, 1, "Nguyễn Văn An")
    assert list(db.session.scalars(select(StatusEvent.version).order_by(StatusEvent.received_seq))) == [1, 0]
    assert kinds() == ["dossier_resolved"]


def test_a_correction_is_applied_and_told_to_nobody(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    record = told()
    push(record)
    assert outcomes({**record, "NgayHenTra": "20260710170000"}) == ["applied"]
    made = dossier(record["MaHoSo"])
    assert (made.version, f"{made.due_on:%d/%m}") == (2, "10/07")
    assert kinds() == ["dossier_accepted"]


def test_the_same_status_of_the_same_moment_is_told_once(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    record = told(TrangThaiHoSo=9, NgayKetThucXuLy="20260705080000")
    assert outcomes(record, {**record, "GhiChu": "Nhận tại quầy 3"}) == ["applied", "applied"]
    assert kinds() == ["dossier_resolved"]


def test_what_is_left_out_stays_and_the_old_note_goes(ctx: Flask) -> None:
    record = told(GhiChu="Thiếu bản sao")
    push(record, {"MaHoSo": record["MaHoSo"], "TrangThaiHoSo": 4, "ThoiDiem": "20260702080000"})
    made = dossier(record["MaHoSo"])
    assert (made.status, made.applicant, made.note) == (Status.PROCESSING, "Nguyễn Văn An", None)
    assert made.due_on is not None


def test_two_records_of_one_dossier_in_one_batch_count_in_order(ctx: Flask) -> None:
    record = told()
    later = {**record, "TrangThaiHoSo": "4", "ThoiDiem": "20260702080000"}
    assert outcomes(later, record, later) == ["applied", "older", "duplicate"]
    assert dossier(record["MaHoSo"]).version == 1
    other = told()
    assert outcomes(other, {**later, "MaHoSo": other["MaHoSo"]}) == ["applied", "applied"]
    assert dossier(other["MaHoSo"]).version == 2


def test_one_bad_record_stops_no_other(ctx: Flask) -> None:
    good, other = told(), told()
    results = push(good, {"TrangThaiHoSo": 2}, "no record", {**other, "KenhThucHien": 9}, other)
    assert [r.outcome for r in results] == ["applied", "refused", "refused", "refused", "applied"]
    assert [(c.pointer, c.word) for c in results[1].complaints] == [("/MaHoSo", "missing")]
    assert [(c.pointer, c.word) for c in results[3].complaints] == [("/KenhThucHien", "choice")]
    assert count(Dossier) == 2


def test_a_record_the_database_refuses_falls_alone(ctx: Flask) -> None:
    db.session.execute(text("ALTER TABLE dossier ADD CONSTRAINT trap CHECK (unit_name <> 'bẫy')"))
    db.session.commit()
    try:
        good, trapped, other = told(), told(DonViXuLy="bẫy"), told()
        results = push(good, trapped, other)
    finally:
        db.session.rollback()
        db.session.execute(text("ALTER TABLE dossier DROP CONSTRAINT trap"))
        db.session.commit()
    assert [r.outcome for r in results] == ["applied", "refused", "applied"]
    assert results[1].complaints[0].word == "not_stored"
    assert count(Dossier) == 2


def test_an_unknown_status_is_kept_and_told_to_nobody(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    record = told(TrangThaiHoSo="17")
    assert outcomes(record) == ["applied"]
    made = dossier(record["MaHoSo"])
    assert (made.status, made.raw_status) == (None, "17")
    assert kinds() == []


def test_unknown_prefixes_and_other_systems_codes_are_taken(ctx: Flask) -> None:
    assert outcomes(told(MaHoSo="K99/2026-ABC"), told(MaHoSo="G99.77-20260701-0000001")) == ["applied"] * 2


def test_papers_officers_and_attachments_are_never_stored(ctx: Flask) -> None:
    secret = "079088001234"
    record = told(
        SoDinhDanh=secret,
        Email=secret,
        TaiLieuNop=[{"TenTepDinhKem": secret}],
        La={"CCCD": secret, "giu": "x"},
        DanhSachHoSoBoSung=[{"NguoiYeuCauBoSung": secret, "NoiDungBoSung": "Bản sao"}],
    )
    push(record)
    rows = db.session.scalars(select(StatusEvent)).all()
    assert secret not in str([row.record for row in rows])
    assert dossier(record["MaHoSo"]).extra == {"La": {"giu": "x"}}
    assert rows[0].record["DanhSachHoSoBoSung"] == [{"NoiDungBoSung": "Bản sao"}]


def test_names_phones_and_records_are_sealed(ctx: Flask) -> None:
    record = told()
    push(record)
    for table in ("dossier", "status_event", "dossier_contact"):
        raw = str(db.session.execute(text(f"SELECT t::text FROM {table} t")).all())  # noqa: S608 - our own names
        assert "An" not in raw.replace("Long An", "").replace("ANY", "")
        assert "912345678" not in raw


def test_several_phones_stand_for_their_people(ctx: Flask) -> None:
    record = told(SoDienThoai="0912.345.678; 84987654321, không có", SoDienThoaiNguoiDuocUyQuyen="0900000001")
    push(record)
    found = db.session.execute(select(DossierContact.standing, DossierContact.number))
    assert sorted(map(tuple, found)) == [
        ("authorised", "+84900000001"),
        ("owner", "+84912345678"),
        ("owner", "+84987654321"),
    ]


def test_a_corrected_phone_replaces_the_wrong_one(ctx: Flask) -> None:
    record = told()
    push(record, {**record, "SoDienThoai": "0987654321"})
    assert list(db.session.scalars(select(DossierContact.number))) == ["+84987654321"]


def test_the_tick_is_consent_the_empty_box_takes_it_back_and_silence_does_nothing(ctx: Flask) -> None:
    record = told(DangKyNhanZalo=True, SoDienThoai="0912345678;0987654321")
    push(record, webhook="evidence-1")
    given = db.session.scalars(select(Consent)).all()
    assert {(c.channel, c.client, c.evidence, c.withdrawn_at) for c in given} == {
        ("desk", "demo", "evidence-1", None)
    }
    assert {c.fingerprint for c in given} == {fingerprint("+84912345678"), fingerprint("+84987654321")}
    push({**record, "DangKyNhanZalo": None, "TrangThaiHoSo": 4})
    assert count(Consent) == 2
    push({**record, "DangKyNhanZalo": False, "TrangThaiHoSo": 4})
    db.session.expire_all()
    assert all(c.withdrawn_at for c in db.session.scalars(select(Consent)))


def test_a_tick_repeated_by_the_system_does_not_undo_what_the_person_withdrew(ctx: Flask) -> None:
    record = told(DangKyNhanZalo=True)
    push(record)
    citizens.withdraw("chat", "e", fingerprint=fingerprint("+84912345678"))
    push({**record, "TrangThaiHoSo": 4})
    assert [c.withdrawn_how for c in db.session.scalars(select(Consent))] == ["chat"]


def test_those_with_the_phone_who_agreed_are_told_once(ctx: Flask) -> None:
    wanted = make_person("0912345678", agreed=True)
    make_person("0912345678")
    make_person("0999999999", agreed=True)
    record = told()
    push(record)
    push(record)
    intent = db.session.scalars(select(Intent)).one()
    assert (intent.citizen_id, intent.kind, intent.subject_version) == (wanted, "dossier_accepted", 1)
    assert intent.params["code"] == record["MaHoSo"]
    assert intent.params["due"] == "06/07/2026"
    assert "An" not in intent.params["unit"].replace("Long An", "")


def test_the_tick_reaches_whoever_has_the_phone(ctx: Flask) -> None:
    person = make_person("0912345678")
    push(told(DangKyNhanZalo=True))
    assert db.session.scalars(select(Intent.citizen_id)).all() == [person]


def test_followers_are_told_and_those_who_stopped_are_not(ctx: Flask) -> None:
    made = make_dossier()
    stays, leaves = make_person(), make_person()
    for person in (stays, leaves):
        operations.follow(made.id, person, "link", f"e-{person}")
    operations.unfollow(made.id, leaves, "e2")
    push({"MaHoSo": made.code, "TrangThaiHoSo": 9, "ThoiDiem": "20260705080000"})
    assert db.session.scalars(select(Intent.citizen_id)).all() == [stays]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (1, None),
        (2, "dossier_accepted"),
        (3, "dossier_rejected"),
        (4, "dossier_processing"),
        (5, "dossier_supplement"),
        (6, "dossier_payment"),
        (7, "dossier_withdrawn"),
        (8, "dossier_stopped"),
        (9, "dossier_resolved"),
        (10, "dossier_returned"),
    ],
)
def test_each_status_has_its_message(ctx: Flask, status: int, kind: str | None) -> None:
    make_person("0912345678", agreed=True)
    push(told(TrangThaiHoSo=status))
    assert kinds() == ([kind] if kind else [])


def test_processing_is_told_the_first_time_only(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    record = told()
    push(record)
    for hour in ("08", "09", "10"):
        push({**record, "TrangThaiHoSo": 4, "ThoiDiem": f"20260702{hour}0000"})
    push({**record, "TrangThaiHoSo": 5, "ThoiDiem": "20260703080000"})
    assert kinds() == ["dossier_accepted", "dossier_processing", "dossier_supplement"]


def test_a_sensitive_field_is_never_named(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    push(told(TenLinhVuc="Hộ tịch", TenTTHC="Đăng ký khai tử"))
    intent = db.session.scalars(select(Intent)).one()
    assert intent.kind == "dossier_neutral"
    assert "khai tử" not in str(intent.params)


def test_each_person_gets_a_link_of_their_own_that_opens_the_dossier(ctx: Flask) -> None:
    for _ in range(2):
        make_person("0912345678", agreed=True)
    record = told()
    push(record)
    links = {i.params["buttons"][0]["payload"] for i in db.session.scalars(select(Intent))}
    assert len(links) == 2
    for link in links:
        assert operations.open_link(link.rpartition("/h/")[2]) == dossier(record["MaHoSo"]).id


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
