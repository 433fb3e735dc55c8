"""Where things are: the province's names, offices people may go to, and what became of an old place."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock, settings
from portal.core.db import db
from portal.core.search import fold
from portal.places import hours
from portal.places.models import Office, Unit, UnitLevel, UnitSuccession, WorkingDayOverride

_PREFIXES = (
    "phuong ",
    "xa ",
    "thi tran ",
    "dac khu ",
    "huyen ",
    "thi xa ",
    "thanh pho ",
    "tinh ",
    "tp ",
    "p ",
    "x ",
)
MOST = 12


@dataclass(frozen=True)
class Place:
    """A unit of today that an old name leads to."""

    code: str
    name: str
    province: str


@dataclass(frozen=True)
class OldPlace:
    """An old unit somebody named, and where it went; `must_ask` when one answer would be a guess."""

    name: str
    district: str | None
    province: str
    now: tuple[Place, ...]
    must_ask: bool


def bare(name: str) -> str:
    """A unit's folded name without its kind: "Thành phố Tân An" and "Tân An" are equal."""
    folded = fold(name)
    for prefix in _PREFIXES:
        # "Phường 4" without its kind is no name any more
        if folded.startswith(prefix) and not folded.removeprefix(prefix).isdigit():
            return folded.removeprefix(prefix)
    return folded


def province_names() -> frozenset[str]:
    """The folded names of this province, and of those that were merged into it."""
    here = settings.get().province_name
    old, new = aliased(Unit), aliased(Unit)
    merged = db.session.scalars(
        select(old.parent_name)
        .join(UnitSuccession, UnitSuccession.old_id == old.id)
        .join(new, UnitSuccession.new_id == new.id)
        .where(new.parent_name == here)
        .distinct()
    )
    return frozenset(bare(name) for name in [here, *merged])


def overrides(first: dt.date, last: dt.date) -> dict[dt.date, bool]:
    """Days that work or rest other than the calendar says, both ends included."""
    rows = db.session.execute(
        select(WorkingDayOverride.date, WorkingDayOverride.is_working).where(
            WorkingDayOverride.date.between(first, last)
        )
    )
    return dict(rows.all())


def is_staffed(at: dt.datetime) -> bool:
    """Whether offices work at this moment, by the usual hours of the province."""
    local = clock.local(at)
    return hours.opening(local, None, overrides(local.date(), local.date())).is_open


def opening_of(week: hours.Week | None) -> hours.Opening:
    """Whether an office with these hours is open now, and when again."""
    local = clock.local(clock.now())
    ahead = overrides(local.date(), local.date() + dt.timedelta(days=hours.LOOK_AHEAD))
    return hours.opening(local, week, ahead)


def office_for(agency: str) -> Office | None:
    """The office with this agency id or this very name."""
    wanted = agency.strip()
    return db.session.scalars(
        select(Office)
        .where(or_(func.upper(Office.code) == wanted.upper(), Office.folded == fold(wanted)))
        .order_by((func.upper(Office.code) == wanted.upper()).desc(), Office.place)
        .limit(1)
    ).first()


def office_name(office_id: uuid.UUID) -> str | None:
    """What an office is called."""
    return db.session.scalar(select(Office.name).filter_by(id=office_id))


def public_office(office_id: uuid.UUID) -> Office | None:
    """One of `offices_public`."""
    return db.session.scalar(select(Office).filter_by(id=office_id, is_public=True))


def offices_public() -> list[Office]:
    """Offices that citizens may go to or call, in the order of the page."""
    return list(
        db.session.scalars(select(Office).where(Office.is_public).order_by(Office.place, Office.folded))
    )


def communes() -> list[Unit]:
    """The communes of this province today, by name."""
    return list(
        db.session.scalars(
            select(Unit)
            .where(
                Unit.parent_name == settings.get().province_name,
                Unit.level == UnitLevel.COMMUNE,
                Unit.valid_to.is_(None),
            )
            .order_by(Unit.folded)
        )
    )


def resolve_old_place(text: str) -> list[OldPlace]:
    """What a place of before 1 July 2025 is today; several when its name stood in several districts.

    "Xã Mỏ Công", "mo cong" and "Mỏ Công, huyện Tân Biên" are all understood.
    """
    commune, _, rest = text[:200].partition(",")
    folded = fold(commune)
    if not folded:
        return []
    old, new = aliased(Unit), aliased(Unit)
    is_bare = bare(folded) == folded
    endings = [old.folded == folded, *([old.folded.like(f"% {folded}")] if is_bare else [])]
    rows = db.session.execute(
        select(old, new)
        .join(UnitSuccession, UnitSuccession.old_id == old.id)
        .join(new, UnitSuccession.new_id == new.id)
        .where(or_(*endings), old.valid_to.is_not(None))
        .order_by((new.parent_name == settings.get().province_name).desc(), old.parent_name, old.id, new.name)
        .limit(MOST * 4)
    )
    return _narrowed(_grouped(list(rows), folded), rest)


def _grouped(rows: list[tuple[Unit, Unit]], folded: str) -> list[OldPlace]:
    found: dict[int, tuple[Unit, list[Place]]] = {}
    for old, new in rows:
        if folded in {old.folded, bare(old.name)}:
            place = Place(new.code, new.name, new.parent_name)
            found.setdefault(old.id, (old, []))[1].append(place)
    return [
        OldPlace(old.name, old.district_name, old.parent_name, tuple(now), old.was_split or len(now) > 1)
        for old, now in found.values()
    ]


def _narrowed(found: list[OldPlace], rest: str) -> list[OldPlace]:
    """Only those in the district or province that was named after the comma, if any is."""
    wanted = {bare(part) for part in rest.split(",") if part.strip()}
    fitting = [place for place in found if wanted & {bare(place.district or ""), bare(place.province)}]
    return (fitting or found)[:MOST]
