"""One record of the one-stop system, checked; personal papers and officers' names are dropped on reading."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Self

from pydantic import Field, model_validator

from portal.citizens.forms import parse_phone
from portal.dossiers.forms.fields import Choice, Code, Line, Long, Short, Stamp, StatusCode, Tick
from portal.dossiers.forms.parts import Fee, FiledPaper, Record, Supplement, paper_of
from portal.dossiers.models import Standing, Status

MOST_PHONES = 5


class DossierRecord(Record):
    """A dossier as the one-stop system tells it (national field names), with three fields of our own."""

    code: Code = Field(alias="MaHoSo")
    raw_status: StatusCode = Field(alias="TrangThaiHoSo")
    at: Stamp = Field(None, alias="ThoiDiem")
    is_ticked: Tick = Field(None, alias="DangKyNhanZalo")
    supplement_until: Stamp = Field(None, alias="HanBoSung")
    procedure_code: Short = Field(None, alias="MaTTHC")
    procedure_name: Long = Field(None, alias="TenTTHC")
    field_code: Short = Field(None, alias="MaLinhVuc")
    field_name: Line = Field(None, alias="TenLinhVuc")
    receipt_no: Short = Field(None, alias="SoBienNhan")
    applicant: Line = Field(None, alias="ChuHoSo")
    applicant_kind: Choice = Field(None, alias="LoaiDoiTuong", ge=0, le=3)
    phones: Line = Field(None, alias="SoDienThoai")
    submitter_phones: Line = Field(None, alias="SoDienThoaiNguoiNop")
    authorised_phones: Line = Field(None, alias="SoDienThoaiNguoiDuocUyQuyen")
    summary: Long = Field(None, alias="TrichYeuHoSo")
    submitted_at: Stamp = Field(None, alias="NgayNopHoSo")
    received_at: Stamp = Field(None, alias="NgayTiepNhan")
    due_at: Stamp = Field(None, alias="NgayHenTra")
    finished_at: Stamp = Field(None, alias="NgayKetThucXuLy")
    returned_at: Stamp = Field(None, alias="NgayTra")
    rejected_at: Stamp = Field(None, alias="NgayTuChoi")
    return_info: Long = Field(None, alias="ThongTinTra")
    return_way: Choice = Field(None, alias="HinhThuc", ge=0, le=1)
    unit_name: Line = Field(None, alias="DonViXuLy")
    note: Long = Field(None, alias="GhiChu")
    channel: Choice = Field(None, alias="KenhThucHien", ge=1, le=3)
    filed_at: Choice = Field(None, alias="NoiNopHoSo", ge=1, le=2)
    is_paid_online: Choice = Field(None, alias="DuocThanhToanTrucTuyen", ge=0, le=2)
    is_paid: Choice = Field(None, alias="TrangThaiThanhToan", ge=0, le=1)
    bill: Short = Field(None, alias="SoBienLai")
    fees: list[Fee] | None = Field(None, alias="DanhSachLePhi", max_length=100)
    filed: list[FiledPaper] | None = Field(None, alias="ThanhPhanHoSo", max_length=100)
    supplements: list[Supplement] | None = Field(None, alias="DanhSachHoSoBoSung", max_length=50)

    @model_validator(mode="before")
    @classmethod
    def _papers_of_files(cls, value: Any) -> Any:
        """Of attached files (TaiLieuNop) only the papers' names are kept, never a file's name or place."""
        if not isinstance(value, dict) or "ThanhPhanHoSo" in value:
            return value
        files = value.get("TaiLieuNop")
        told = [paper_of(file) for file in files] if isinstance(files, list) else []
        names = dict.fromkeys(name for name in told if name)
        return {**value, "ThanhPhanHoSo": list(names)[:100]} if names else value

    @property
    def told_due(self) -> dt.datetime | None:
        """The day appointed in this record; a request for more may appoint a new one."""
        last = self.last_supplement
        return self.due_at or (last.new_due if last else None)

    def told_time(self, now: dt.datetime, status: Status | None) -> dt.datetime | None:
        """When it came to this status, if the record says so.

        A clock a day ahead is not believed: it would shut out every later status.
        """
        asked = [s.asked_at for s in self.supplements or () if s.asked_at]
        by_status = {
            Status.REGISTERED: self.submitted_at,
            Status.ACCEPTED: self.received_at,
            Status.REJECTED: self.rejected_at,
            Status.SUPPLEMENT_REQUIRED: max(asked, default=None),
            Status.RESOLVED: self.finished_at,
            Status.RETURNED: self.returned_at,
        }
        told = self.at or (by_status.get(status) if status else None)
        return told if told and told <= now + dt.timedelta(days=1) else None

    def phone_fields(self) -> Iterator[tuple[str, str | None]]:
        """Each field of phones by its name, with what was said in it."""
        for name in ("phones", "submitter_phones", "authorised_phones"):
            yield str(type(self).model_fields[name].alias), getattr(self, name)

    def contacts(self) -> dict[Standing, tuple[str, ...]]:
        """Phones by what their owner is in the dossier; a standing that was not told is left out."""
        told = {
            Standing.OWNER: self.phones,
            Standing.SUBMITTER: self.submitter_phones,
            Standing.AUTHORISED: self.authorised_phones,
        }
        return {standing: tuple(numbers(said)) for standing, said in told.items() if said is not None}

    @property
    def last_supplement(self) -> Supplement | None:
        """The newest request to add something."""
        return max(self.supplements, key=_asked, default=None) if self.supplements else None


class ProgressRecord(Record):
    """One step inside the offices."""

    code: Code = Field(alias="MaHoSo")
    at: Stamp = Field(alias="ThoiDiemXuLy")
    department: Line = Field(None, alias="PhongBanXuLy")
    raw_status: Line = Field(None, alias="TrangThai")
    started_at: Stamp = Field(None, alias="NgayBatDau")
    due_at: Stamp = Field(None, alias="NgayKetThucTheoQuyDinh")

    @model_validator(mode="before")
    @classmethod
    def _number_as_text(cls, value: Any) -> Any:
        if isinstance(value, dict) and type(value.get("TrangThai")) is int:
            return {**value, "TrangThai": str(value["TrangThai"])[:20]}
        return value

    @model_validator(mode="after")
    def _timed(self) -> Self:
        if self.at is None:
            raise ValueError("no_time")
        return self


def _asked(one: Supplement) -> dt.datetime:
    return one.asked_at or dt.datetime.min.replace(tzinfo=dt.UTC)


def numbers(said: str) -> Iterator[str]:
    """The numbers in a field that may hold several; what is no number is passed over: feeds are dirty."""
    parts = said.replace(",", ";").replace("/", ";").split(";")
    found = dict.fromkeys(number for part in parts if (number := parse_phone(part)))
    yield from list(found)[:MOST_PHONES]
