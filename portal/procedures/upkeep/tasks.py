"""What else speaks of a procedure whose content changed: a task each, until an officer has looked at it."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Text, column, func, or_, select, table, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Missing
from portal.procedures import terms
from portal.procedures.journeys.models import Journey, JourneyStep
from portal.procedures.layout import READING
from portal.procedures.upkeep.models import UpkeepTask
from portal.staff import operations as staff

Payload = dict[str, Any]
Linked = tuple[str, str, str, str]  # code, kind, ref, title
# A sister feature, known by its table alone (as dossiers know the catalogue).
_SAID = ("title", "summary", "body")
_news = table("announcement", column("slug", Text), *(column(name, Text) for name in _SAID))


def open_for(changed: Mapping[str, tuple[Payload, Payload]]) -> int:
    """Open a task for everything linked to procedures whose content changed; how many are new.

    `changed` holds what was said before and what is said now. A task that is open already is left as it is.
    """
    moved = [code for code, (before, after) in changed.items() if content(before) != content(after)]
    if not moved:
        return 0
    linked = list(dict.fromkeys(_linked(moved, {code: changed[code][1] for code in moved})))
    if not linked:
        return 0
    rows = [
        {"id": uuid.uuid4(), "code": code, "kind": kind, "ref": ref, "title": title, "opened_at": clock.now()}
        for code, kind, ref, title in linked
    ]
    with transaction() as session:
        new = insert(UpkeepTask).values(rows).on_conflict_do_nothing().returning(UpkeepTask.id)
        return len(session.scalars(new).all())


def content(payload: Payload) -> Payload:
    """A payload without what only tells when and where it was read."""
    return {key: value for key, value in payload.items() if key not in READING and key != "layers"}


def _linked(codes: list[str], payloads: Mapping[str, Payload]) -> Iterator[Linked]:
    yield from _journeys(codes)
    yield from _mentions(codes)
    names = terms.most_asked()
    for code in codes:
        name = str(payloads[code].get("name", code))[:200]
        if payloads[code].get("layers"):
            yield code, "text", code, name
            if payloads[code].get("search_aliases"):
                yield code, "aliases", code, ", ".join(payloads[code]["search_aliases"])[:200]
        if code in names:
            yield code, "top", code, name


def _journeys(codes: list[str]) -> Iterator[Linked]:
    rows = db.session.execute(
        select(JourneyStep.procedure_code, Journey.id, Journey.title)
        .join(Journey, Journey.id == JourneyStep.journey_id)
        .where(JourneyStep.procedure_code.in_(codes))
        .order_by(Journey.title)
    )
    for code, journey_id, title in rows:
        yield str(code), "journey", str(journey_id), title


def _mentions(codes: list[str]) -> Iterator[Linked]:
    """Announcements that name one of the codes; asked only for as many as a person may have changed."""
    if len(codes) > 200:
        return
    said = or_(*(_news.c[name].contains(code) for code in codes for name in _SAID))
    for row in db.session.execute(select(_news).where(said).limit(200)):
        for code in codes:
            if code in f"{row.title} {row.summary} {row.body}":
                yield code, "news", row.slug, row.title


def count() -> int:
    """How many tasks are open."""
    return int(db.session.scalar(select(func.count()).where(UpkeepTask.closed_at.is_(None))) or 0)


def waiting(limit: int) -> list[UpkeepTask]:
    """Open tasks, the oldest first."""
    mine = select(UpkeepTask).where(UpkeepTask.closed_at.is_(None))
    return list(db.session.scalars(mine.order_by(UpkeepTask.opened_at, UpkeepTask.code).limit(limit)))


def close(task_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """An officer looked at it; goes into the trail. A repeat changes nothing."""
    with transaction() as session:
        done = session.execute(
            update(UpkeepTask)
            .where(UpkeepTask.id == task_id, UpkeepTask.closed_at.is_(None))
            .values(closed_at=clock.now(), closed_by=user_id)
            .returning(UpkeepTask.code)
        ).scalar_one_or_none()
        if done is None and session.get(UpkeepTask, task_id) is None:
            raise Missing("task")
        if done is not None:
            staff.record_act("upkeep.closed", "upkeep_task", task_id, user_id=user_id, code=done)
