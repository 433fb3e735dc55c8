"""A person chooses what to hear of, in the chat or on their page; Zalo tells tags of followers."""

import uuid
from collections.abc import Collection

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.broadcast.choosing.models import Choice, Tag
from portal.broadcast.choosing.topics import (
    COMMUNE,
    FIELD,
    MOST_COMMUNES,
    MOST_FIELDS,
    TOPICS,
    URGENT,
    WORDING,
)
from portal.citizens import operations as citizens
from portal.citizens import queries as people
from portal.citizens.models import Purpose
from portal.core import clock, settings
from portal.core.db import transaction
from portal.core.errors import Conflict, Refused

_MOST = {COMMUNE: MOST_COMMUNES, FIELD: MOST_FIELDS}


def choose(citizen_id: uuid.UUID, topic: str, evidence: str, channel: str, about: str = "") -> None:
    """From now on news of a topic, a commune or a field. A repeat changes nothing.

    Choosing agrees to news, too, where the person had not; choosing the first place or field agrees to no
    more than that. Raises Refused for what is no topic, Conflict beyond the most communes or fields.
    """
    if (topic in TOPICS) == bool(about) or (about and topic not in _MOST):
        raise Refused("no such topic")
    with transaction() as session:
        _turn(session, citizen_id)
        if topic in _MOST and _count(session, citizen_id, topic, about) >= _MOST[topic]:
            raise Conflict("as many as there may be")
        now = clock.now()
        row = insert(Choice).values(
            citizen_id=citizen_id, topic=topic, about=about, since=now, evidence=evidence
        )
        session.execute(
            row.on_conflict_do_update(
                index_elements=["citizen_id", "topic", "about"],
                set_={"since": now, "ended_at": None, "evidence": evidence},
                where=Choice.ended_at.is_not(None),
            )
        )
        if topic in TOPICS and not people.may_tell(citizen_id, Purpose.NEWS, None):
            citizens.agree(
                Purpose.NEWS, citizen_id=citizen_id, text_version=WORDING, channel=channel, evidence=evidence
            )


def end(citizen_id: uuid.UUID, topic: str, evidence: str, about: str = "") -> None:
    """No more news of a topic, place or field; the rest stays. A repeat changes nothing.

    Urgent news come to everybody who follows, so that ending them is written down, not just not chosen.
    """
    now = clock.now()
    with transaction() as session:
        _turn(session, citizen_id)
        if topic == URGENT:
            row = insert(Choice).values(
                citizen_id=citizen_id, topic=topic, about="", since=now, ended_at=now, evidence=evidence
            )
            session.execute(
                row.on_conflict_do_update(
                    index_elements=["citizen_id", "topic", "about"],
                    set_={"ended_at": now, "evidence": evidence},
                    where=Choice.ended_at.is_(None),
                )
            )
            return
        session.execute(
            update(Choice)
            .where(
                Choice.citizen_id == citizen_id,
                Choice.topic == topic,
                Choice.about == about,
                Choice.ended_at.is_(None),
            )
            .values(ended_at=now, evidence=evidence)
        )


def end_all(citizen_id: uuid.UUID, how: str, evidence: str, channel: str) -> None:
    """No news at all any more, what is told to everybody included; urgent ones, too."""
    with transaction():
        citizens.withdraw(how, evidence, citizen_id=citizen_id, purpose=Purpose.NEWS, channel=channel)


def tagged(name: str, user_ids: Collection[str], *, on: bool) -> None:
    """Zalo's console put a tag on followers, or took it off; without user ids it is gone from all."""
    oa_id = settings.get().zalo_oa_id
    with transaction() as session:
        if on:
            rows = [{"oa_id": oa_id, "user_id": one, "name": name, "at": clock.now()} for one in user_ids]
            if rows and name:
                session.execute(insert(Tag).values(rows).on_conflict_do_nothing())
            return
        gone = delete(Tag).where(Tag.oa_id == oa_id, Tag.name == name)
        session.execute(gone.where(Tag.user_id.in_(user_ids)) if user_ids else gone)


def _turn(session: Session, citizen_id: uuid.UUID) -> None:
    """One after the other: of two taps at once the later one counts the earlier."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"choice:{citizen_id}", 0))))


def _count(session: Session, citizen_id: uuid.UUID, topic: str, about: str) -> int:
    """How many others are chosen already."""
    others = select(func.count()).where(
        Choice.citizen_id == citizen_id,
        Choice.topic == topic,
        Choice.about != about,
        Choice.ended_at.is_(None),
    )
    return session.scalar(others) or 0
