"""What one person chose, and how many chose what."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.broadcast.choosing.models import Choice, Tag
from portal.broadcast.choosing.topics import COMMUNE, FIELD, TOPICS, URGENT
from portal.citizens.models import Purpose
from portal.citizens.queries import may_tell
from portal.core import settings
from portal.core.db import db
from portal.places import queries as places
from portal.places.models import Unit


@dataclass(frozen=True)
class Chosen:
    """One person's choices; nothing of them counts while `agreed` is False, but urgent news."""

    agreed: bool
    topics: Mapping[str, dt.datetime]  # since when
    communes: tuple[Unit, ...]
    fields: tuple[str, ...]
    without_urgent: bool

    def is_on(self, topic: str) -> bool:
        """Whether news of this topic come."""
        return not self.without_urgent if topic == URGENT else self.agreed and topic in self.topics

    @property
    def needs_commune(self) -> bool:
        """Whether a local topic is on, but no place is known."""
        return not self.communes and any(self.is_on(name) for name, one in TOPICS.items() if one.is_local)


def of(citizen_id: uuid.UUID) -> Chosen:
    """Everything a person chose, in three questions."""
    rows = db.session.execute(
        select(Choice.topic, Choice.about, Choice.since, Choice.ended_at)
        .filter_by(citizen_id=citizen_id)
        .order_by(Choice.since, Choice.id)
    ).all()
    live = [row for row in rows if row.ended_at is None]
    codes = [row.about for row in live if row.topic == COMMUNE]
    named = {unit.code: unit for unit in places.communes()} if codes else {}
    return Chosen(
        agreed=may_tell(citizen_id, Purpose.NEWS, None),
        topics={row.topic: row.since for row in live if row.topic in TOPICS},
        communes=tuple(named[code] for code in codes if code in named),
        fields=tuple(row.about for row in live if row.topic == FIELD),
        without_urgent=any(row.topic == URGENT and row.ended_at is not None for row in rows),
    )


def followers_of_places() -> dict[str, int]:
    """Commune code -> how many named it as theirs."""
    rows = db.session.execute(
        select(Choice.about, func.count())
        .where(Choice.topic == COMMUNE, Choice.ended_at.is_(None))
        .group_by(Choice.about)
    )
    return dict(rows.all())


def tags() -> list[str]:
    """Every tag of the account that stands on somebody."""
    return list(
        db.session.scalars(
            select(Tag.name).filter_by(oa_id=settings.get().zalo_oa_id).distinct().order_by(Tag.name)
        )
    )
