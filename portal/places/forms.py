"""What a table of units, of their successors, or of swapped working days may say, row by row."""

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from portal.core.search import tidy


def _text(value: str) -> str:
    if "\0" in value or any(0xD800 <= ord(sign) <= 0xDFFF for sign in value):
        raise ValueError("holds a sign that is not text")
    return tidy(value)


Name = Annotated[str, StringConstraints(min_length=2, max_length=200), AfterValidator(_text)]
Text = Annotated[str, StringConstraints(max_length=400), AfterValidator(_text)]
UnitCode = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]


class Row(BaseModel):
    """One line of a table; columns nobody knows are left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class CurrentUnit(Row):
    """A commune of today."""

    province_name: Name
    commune_code: UnitCode
    commune_name: Name


class OldUnit(Row):
    """A unit of before 1 July 2025 and what took over from it; no commune: a district without communes."""

    old_province: Name
    old_district: Text
    old_commune: Text
    old_commune_code: Annotated[str, StringConstraints(pattern=r"^(\d{5})?$")]
    new_province: Name
    new_commune: Name
    new_commune_code: UnitCode
    was_split: bool


class WorkingDay(Row):
    """A day that works or rests other than the calendar says."""

    date: dt.date
    is_working: bool
    note: Name
    source: Name


class OfficeFacts(Row):
    """A place citizens may go to or call."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    name: Name
    kind: Annotated[str, StringConstraints(pattern=r"^(service_center|department|commune|other)$")]
    unit_code: UnitCode | None = None
    address: Text | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^[+\d][\d .]{1,20}$")] | None = None
    hours: dict[str, list[tuple[str, str]]] | None = None
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    is_public: bool = True
    place: int = Field(100, ge=0, le=10_000)
