"""Who may do what in the newsroom: by permission and by office, limited drafts for their own office alone."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask_login import current_user
from sqlalchemy import Select, or_, select

from portal.core.db import db
from portal.core.errors import Missing
from portal.newsroom.models import Item
from portal.newsroom.writing.forms import read_id
from portal.staff.access import Permission

WRITE, APPROVE, PUBLISH = Permission.WRITE_NEWS, Permission.APPROVE_NEWS, Permission.PUBLISH_NEWS


@dataclass(frozen=True)
class Rights:
    """What the signed-in person may do with one item."""

    write: bool
    approve: bool
    publish: bool


def may(permission: Permission, office_id: uuid.UUID | None) -> bool:
    """True when this person holds the permission for that office; the province's needs the whole province."""
    if not current_user.may(permission):
        return False
    offices = current_user.offices(permission)
    return offices is None or office_id in offices


def may_any(permission: Permission) -> bool:
    """True when this person holds the permission anywhere."""
    return bool(current_user.may(permission))


def may_change(item: Item, act: str, office_id: uuid.UUID | None) -> bool:
    """Whether one of many items may be changed so: at its office, and where it goes, and with what is live.

    `act` is the name of many/changes.py; taking down and whatever citizens see at once is for publishers.
    """
    if item.is_limited and not may(WRITE, item.office_id):
        return False
    is_seen = act == "go" or (item.live is not None and act in {"chu-de", "don-vi"})
    wanted = PUBLISH if is_seen else WRITE
    return may(WRITE, item.office_id) and all(
        may(wanted, at) for at in {item.office_id, office_id if act == "don-vi" else item.office_id}
    )


def rights(item: Item) -> Rights:
    """What may be done with an item."""
    return Rights(*(may(permission, item.office_id) for permission in (WRITE, APPROVE, PUBLISH)))


def offices() -> frozenset[uuid.UUID] | None:
    """The offices this person writes for; None for the whole province."""
    found: frozenset[uuid.UUID] | None = current_user.offices(WRITE)
    return found


def seen(query: Select[Any]) -> Select[Any]:
    """The same select of items, without what is limited to other offices."""
    mine = offices()
    return query if mine is None else query.where(or_(~Item.is_limited, Item.office_id.in_(mine)))


def hidden(places: Collection[str]) -> set[str]:
    """Of places as media names them, those of drafts that are limited to other offices than this person's."""
    named = {place: read_id(place.removeprefix("item:")) for place in places if place.startswith("item:")}
    ours = set(db.session.scalars(seen(select(Item.id).where(Item.id.in_(filter(None, named.values()))))))
    return {place for place, item_id in named.items() if item_id not in ours}


def item(item_id: uuid.UUID, permission: Permission | None = None) -> Item:
    """One item this person may see, or may do `permission` with; another office's is Missing, like none."""
    found: Item | None = db.session.scalar(seen(select(Item).filter_by(id=item_id)))
    if found is None or (permission is not None and not may(permission, found.office_id)):
        raise Missing("no such item here")
    return found
