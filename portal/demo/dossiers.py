"""The demo dossiers as the one-stop system would have told them: a record a status, in order of time."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from portal.core import clock

START, DUE = dt.time(8, 5), dt.time(16, 30)
BETWEEN = dt.timedelta(minutes=55)

Facts = Mapping[str, tuple[str, str | None]]


class Story:
    """One dossier of dossiers.json, with its days counted from `now`."""

    def __init__(
        self, told: Mapping[str, Any], facts: Facts, offices: Mapping[str, str], now: dt.datetime
    ) -> None:
        self.told, self.now = told, now
        self.office_name = offices[told["office"]]
        self.name: str | None = None
        self.field: str | None = None
        if told["procedure"] in facts:
            self.name, self.field = facts[told["procedure"]]
        self.path = [(str(status), self._moment(ago, n)) for n, (status, ago) in enumerate(told["path"])]
        first = clock.local(self.path[0][1])
        self.code = f"{told['office']}-{first:%y%m%d}-{told['no']:04d}"

    @property
    def last_digits(self) -> str:
        """What proves that one has to do with it."""
        return str(self.told["phone"])[-4:]

    def _moment(self, ago: int, n: int) -> dt.datetime:
        """`ago` days back at a working hour; later steps of one day come later, none in the future."""
        day = _weekday(clock.local(self.now).date() - dt.timedelta(days=ago), -1)
        at = dt.datetime.combine(day, START, clock.VIETNAM) + n * BETWEEN
        return min(at, self.now - dt.timedelta(minutes=30 - n))

    def _at(self, *statuses: str) -> dt.datetime | None:
        """When it first came to one of these."""
        return next((at for status, at in self.path if status in statuses), None)

    def records(self) -> Iterator[tuple[dt.datetime, dict[str, Any]]]:
        """Every status with its moment."""
        for status, at in self.path:
            yield at, {name: value for name, value in self._record(status, at).items() if value is not None}

    def _record(self, status: str, at: dt.datetime) -> dict[str, Any]:
        told, received = self.told, self._at("2")
        if received and received > at:
            received = None
        return {
            "MaHoSo": self.code,
            "TrangThaiHoSo": status,
            "ThoiDiem": _stamp(at),
            "MaTTHC": told["procedure"],
            "TenTTHC": self.name,
            "TenLinhVuc": self.field,
            "ChuHoSo": told["applicant"],
            "LoaiDoiTuong": "1",
            "SoDienThoai": told["phone"],
            "TrichYeuHoSo": told.get("summary"),
            "DonViXuLy": self.office_name,
            "KenhThucHien": "2" if told["no"] % 3 == 0 else "1",
            "HinhThuc": "1" if told.get("post") else "0",
            "NgayNopHoSo": _stamp(self.path[0][1]),
            "NgayTiepNhan": _stamp(received) if received else None,
            "NgayHenTra": self._due() if received else None,
            "DangKyNhanZalo": True if told.get("tick") else None,
            **self._of_status(status, at),
        }

    def _of_status(self, status: str, at: dt.datetime) -> dict[str, Any]:
        told = self.told
        ended = {"9": "NgayKetThucXuLy", "10": "NgayTra", "3": "NgayTuChoi"}.get(status)
        found: dict[str, Any] = {ended: _stamp(at)} if ended else {}
        if status == "10":
            found["NgayKetThucXuLy"] = _stamp(self._at("9") or at)
        if status in {"3", "7", "8"}:
            found["GhiChu"] = told.get("note")
        if status in {"9", "10"}:
            found["ThongTinTra"] = told.get("result")
        if status == "5":
            found["DanhSachHoSoBoSung"] = [self._supplement(at)]
        if status == "6":
            found["DanhSachLePhi"] = [{"TenPhiLePhi": name, "Gia": amount} for name, amount in told["fees"]]
        return found

    def _supplement(self, at: dt.datetime) -> dict[str, Any]:
        asked = self.told["supplement"]
        until = _weekday(clock.local(at).date() + dt.timedelta(days=asked["days"]), 1)
        return {
            "NoiDungBoSung": asked["what"],
            "NgayBoSung": _stamp(at),
            "HanBoSung": _stamp(dt.datetime.combine(until, DUE, clock.VIETNAM)),
            "DanhSachGiayToBoSung": [{"TenGiayTo": name} for name in asked["papers"]],
        }

    def _due(self) -> str | None:
        if "due" not in self.told:
            return None
        day = _weekday(clock.local(self.now).date() + dt.timedelta(days=self.told["due"]), 1)
        return _stamp(dt.datetime.combine(day, DUE, clock.VIETNAM))

    def steps(self) -> Iterator[dict[str, Any]]:
        """Where it lay inside the offices."""
        for n, (department, ago) in enumerate(self.told.get("steps", ())):
            yield {
                "MaHoSo": self.code,
                "ThoiDiemXuLy": _stamp(self._moment(ago, n + 3)),
                "PhongBanXuLy": department,
                "TrangThai": "4",
            }


def _weekday(day: dt.date, step: int) -> dt.date:
    while day.weekday() > 4:
        day += dt.timedelta(days=step)
    return day


def _stamp(at: dt.datetime) -> str:
    return f"{clock.local(at):%Y%m%d%H%M%S}"
