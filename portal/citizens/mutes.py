"""Topics a person wants no messages about: said once, kept with when and where, taken back at will."""

import datetime as dt
import uuid

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from portal.citizens.models import Mute
from portal.core import clock
from portal.core.db import db, transaction


def of(citizen_id: uuid.UUID) -> dict[str, dt.datetime]:
    """The topics a person has stopped, each since when."""
    rows = db.session.execute(
        select(Mute.topic, Mute.since).where(Mute.citizen_id == citizen_id, Mute.ended_at.is_(None))
    )
    return {row.topic: row.since for row in rows}


def stop(citizen_id: uuid.UUID, topic: str, evidence: str) -> None:
    """No more messages about a topic. A repeat changes nothing."""
    now = clock.now()
    row = insert(Mute).values(citizen_id=citizen_id, topic=topic, since=now, evidence=evidence)
    again = row.on_conflict_do_update(
        index_elements=["citizen_id", "topic"],
        set_={"since": now, "ended_at": None, "evidence": evidence},
        where=Mute.ended_at.is_not(None),
    )
    with transaction() as session:
        session.execute(again)


def start(citizen_id: uuid.UUID, topic: str) -> None:
    """Messages about the topic may come again. A repeat changes nothing; what was not sent is not made up."""
    with transaction() as session:
        session.execute(
            update(Mute)
            .where(Mute.citizen_id == citizen_id, Mute.topic == topic, Mute.ended_at.is_(None))
            .values(ended_at=clock.now())
        )
