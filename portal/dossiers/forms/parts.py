"""The parts of the one-stop system's records; personal papers and officers' names are dropped on reading."""

import json
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portal.core.crypto import digest
from portal.dossiers.forms.fields import Choice, Line, Long, Stamp

EXTRA_BYTES = 8 * 1024

DROPPED = frozenset(
    {
        # numbers of papers, and ways to reach a person that nobody here needs
        *("sodinhdanh", "loaidinhdanh", "madoituong", "sogiayto", "cccd", "cmnd", "sgt", "email", "fax"),
        *("diachi", "ngaysinh", "macsdl", "urldetail", "thongtinkhac"),
        # attachments
        *("tailieunop", "danhsachtepdinhkemkhac", "danhsachgiaytoketqua", "tepdinhkem", "tepdinhkemid"),
        *("duongdantaiteptin", "duongdanteptinketqua", "tentepdinhkem"),
        # officers and their notes
        *("nguoixuly", "chucdanh", "noidungxuly", "nguoiyeucaubosung", "nguoitiepnhanbosung"),
        *("thongtintiepnhan", "canboxuly", "nguoitiepnhan", "nguoiky"),
    }
)


one_spelling: Callable[[Any], str] = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
"""JSON with its keys in one order, for hashing; `json.dumps` would make an encoder for every record."""


@lru_cache(1000)
def _is_dropped(name: str) -> bool:
    return name.casefold() in DROPPED


def without_people(value: Any) -> Any:
    """The value without what must never be stored, however deep it stands."""
    if isinstance(value, Mapping):
        return {k: without_people(v) for k, v in value.items() if not _is_dropped(str(k))}
    if isinstance(value, list):
        return [without_people(item) for item in value]
    return value


class Record(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True, loc_by_alias=True)

    @model_validator(mode="before")
    @classmethod
    def _drop(cls, value: Any) -> Any:
        return without_people(value)

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.model_extra and len(json.dumps(self.model_extra, ensure_ascii=False).encode()) > EXTRA_BYTES:
            raise ValueError("extra_too_large")
        return self

    @cached_property
    def kept(self) -> dict[str, Any]:
        """The record as it may be stored, under its national names."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def canonical_hash(self) -> str:
        """Equal for records that say the same, however they spell it."""
        return digest(one_spelling(self.kept))

    @property
    def extra(self) -> dict[str, Any]:
        """Fields we do not know."""
        return dict(self.model_extra or {})


class Paper(Record):
    """One paper that is missing."""

    name: Line = Field(None, alias="TenGiayTo")
    note: Long = Field(None, alias="MoTa")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"TenGiayTo": value} if isinstance(value, str) else value


class FiledPaper(Record):
    """One paper that was filed, and how many of it."""

    name: Line = Field(None, alias="TenGiayTo")
    originals: Choice = Field(None, alias="SoBanChinh", ge=0, le=999)
    copies: Choice = Field(None, alias="SoBanSao", ge=0, le=999)

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"TenGiayTo": value} if isinstance(value, str) else value


class Fee(Record):
    """One fee, as told."""

    name: Line = Field(None, alias="TenPhiLePhi")
    amount: int | float | str | None = Field(None, alias="Gia")

    @property
    def dong(self) -> int | None:
        """Whole đồng; None when the amount cannot be read."""
        digits = str(self.amount if self.amount is not None else "").strip()
        whole = digits.removesuffix(".0").replace(".", "").replace(",", "").replace(" ", "")
        return int(whole) if whole.isascii() and whole.isdigit() and len(whole) <= 12 else None


class Supplement(Record):
    """One request to add something."""

    what: Long = Field(None, alias="NoiDungBoSung")
    asked_at: Stamp = Field(None, alias="NgayBoSung")
    until: Stamp = Field(None, alias="HanBoSung")
    papers: list[Paper] | None = Field(None, alias="DanhSachGiayToBoSung", max_length=100)
    fees: list[Fee] | None = Field(None, alias="DanhSachLePhiBoSung", max_length=100)
    new_due: Stamp = Field(None, alias="NgayHenTraMoi")


def paper_of(file: Any) -> str | None:
    """The paper an attached file holds; none where it was taken away again."""
    if not isinstance(file, dict) or str(file.get("IsDeleted", "")).casefold() in {"1", "true"}:
        return None
    named = (file.get(name) for name in ("TenGiayTo", "TenThanhPhanHoSo"))
    return next((name for name in named if isinstance(name, str) and name.strip()), None)
