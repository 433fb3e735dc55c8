"""What the one-stop system tells: repeats, late words, corrections, bad records."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.core import clock
from portal.core.db import db
from portal.dossiers.models import Dossier, Status, StatusEvent
from tests.factories import make_person, told
from tests.unit.dossiers.pushing import count, dossier, kinds, outcomes, push


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
