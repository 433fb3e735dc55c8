"""Writing hotlines and guides."""

import json
import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from portal.core.db import transaction
from portal.core.search import tidy
from portal.support.models import Guide, Hotline

BASICS = Path(__file__).with_name("basics.json")


def add_hotline(
    *, topic: str, number: str, unit: str, hours: str, is_emergency: bool = False, place: int = 100
) -> None:
    """One number people may call."""
    with transaction() as session:
        session.add(
            Hotline(
                topic=tidy(topic),
                number=number,
                unit=tidy(unit),
                hours=tidy(hours),
                is_emergency=is_emergency,
                place=place,
            )
        )


def put_hotline(
    line_id: uuid.UUID, *, topic: str, number: str, unit: str, hours: str, place: int = 100
) -> None:
    """One number under an id of the caller's; the same id again replaces it."""
    values = {
        "topic": tidy(topic),
        "number": number,
        "unit": tidy(unit),
        "hours": tidy(hours),
        "place": place,
    }
    with transaction() as session:
        row = insert(Hotline).values(id=line_id, is_emergency=False, **values)
        session.execute(row.on_conflict_do_update(index_elements=["id"], set_=values))


def drop_hotline(line_id: uuid.UUID) -> None:
    """Take a number away; one that is gone already is no news."""
    with transaction() as session:
        session.execute(delete(Hotline).filter_by(id=line_id))


def put_guide(*, slug: str, title: str, steps: list[str], place: int = 100) -> None:
    """One how-to; the same slug again replaces it."""
    values = {"title": tidy(title), "steps": [tidy(step) for step in steps], "place": place}
    with transaction() as session:
        row = insert(Guide).values(id=uuid.uuid4(), slug=slug, **values)
        session.execute(row.on_conflict_do_update(index_elements=["slug"], set_=values))


def load_basics() -> None:
    """The numbers that hold all over the country and the how-tos of this portal, once, into empty tables.

    Later starts leave alone what staff made of them.
    """
    with transaction() as session:
        counted = [session.scalar(select(func.count()).select_from(table)) for table in (Hotline, Guide)]
        basics: dict[str, list[dict[str, Any]]] = json.loads(BASICS.read_text())
        if not counted[0]:
            for line in basics["hotlines"]:
                add_hotline(**line)
        if not counted[1]:
            for guide in basics["guides"]:
                put_guide(**guide)
