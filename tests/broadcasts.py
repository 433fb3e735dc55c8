"""Followers who chose news, for tests of broadcasts."""

import datetime as dt
import uuid

from sqlalchemy import select

from portal.broadcast.choosing import operations as choosing
from portal.citizens import operations as citizens
from portal.citizens.models import ZaloIdentity
from portal.core import clock
from portal.core.db import db

OA = "2958416037745520183"


def user_of(person: uuid.UUID) -> str:
    """Their id at Zalo."""
    return db.session.scalars(select(ZaloIdentity.user_id).filter_by(citizen_id=person)).one()


def follower(*chosen: str, about: dict[str, str] | None = None, days: float = 0) -> uuid.UUID:
    """Somebody of the chat who wrote so many days ago and chose these topics and places."""
    at = clock.now() - dt.timedelta(days=days)
    person = citizens.follow(OA, str(uuid.uuid4().int)[:19], at)
    citizens.touch(OA, user_of(person), at)
    for topic in chosen:
        choosing.choose(person, topic, "e", "oa")
    for topic, value in (about or {}).items():
        choosing.choose(person, topic, "e", "oa", value)
    return person
