"""The desk nearest to somebody: by the commune they name, in its name of today or of before July 2025."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from portal.core import settings
from portal.core.db import db
from portal.core.search import fold
from portal.places import queries
from portal.places.models import Office, Unit, UnitLevel

LONGEST = 80
FEW = 3  # offices offered to somebody whose commune has none of its own here


@dataclass(frozen=True)
class Near:
    """What is nearest; `choices` when the name stands for several communes and a guess could mislead."""

    commune: str | None = None
    choices: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    is_own: bool = False  # the commune's own desk is among them


def centres() -> tuple[Office, ...]:
    """Desks where papers are handed in, the province's own first."""
    wanted = Office.is_public, Office.kind == "service_center"
    return tuple(db.session.scalars(select(Office).where(*wanted).order_by(Office.place, Office.folded)))


def near(text: str) -> Near:
    """The desk of the commune somebody names; elsewhere in the province any desk takes the papers too."""
    found = communes(text[:LONGEST])
    if len(found) != 1:
        return Near(choices=tuple(unit.name for unit in found), offices=centres()[:FEW])
    (unit,) = found
    every = centres()
    own = tuple(office for office in every if office.unit_id == unit.id)
    return Near(unit.name, offices=own or every[:FEW], is_own=bool(own))


def communes(text: str) -> list[Unit]:
    """Communes of this province that the name may mean: today's by name, else what an old one became."""
    folded = fold(text)
    if not folded:
        return []
    ours = select(Unit).where(
        Unit.parent_name == settings.get().province_name,
        Unit.level == UnitLevel.COMMUNE,
        Unit.valid_to.is_(None),
    )
    named = or_(Unit.folded == folded, Unit.folded.like(f"% {folded}"))
    today = [
        unit
        for unit in db.session.scalars(ours.where(named))
        if folded in {unit.folded, queries.bare(unit.name)}
    ]
    if today:
        return today
    codes = {place.code for old in queries.resolve_old_place(text) for place in old.now}
    return list(db.session.scalars(ours.where(Unit.code.in_(codes)).order_by(Unit.folded))) if codes else []
