"""Which texts are being written, by whom."""

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, or_, select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Missing
from portal.newsroom.models import Item
from portal.newsroom.writing.models import Copy
from portal.staff.models import StaffUser

BUSY = dt.timedelta(minutes=3)  # a page that writes is heard of every few seconds
SHOWN = 20


def mine(copy_id: uuid.UUID, user_id: uuid.UUID) -> Copy:
    """A copy of this person; another's is Missing, like none."""
    found = db.session.scalar(select(Copy).filter_by(id=copy_id, user_id=user_id))
    if found is None:
        raise Missing("no such copy")
    return found


def unsaved(user_id: uuid.UUID, item_id: uuid.UUID) -> list[Copy]:
    """What this person wrote for an item and never saved, the newest first."""
    rows = select(Copy).filter_by(user_id=user_id, item_id=item_id).order_by(Copy.at.desc())
    return list(db.session.scalars(rows.limit(SHOWN)))


def without_item(user_id: uuid.UUID, offices: frozenset[uuid.UUID] | None) -> list[Copy]:
    """What this person wrote for no item they may write in now: new ones, and those handed over."""
    lost: ColumnElement[bool] = Copy.item_id.is_(None)
    if offices is not None:
        lost = or_(lost, Item.office_id.is_(None), Item.office_id.not_in(offices))
    rows = select(Copy).outerjoin(Item, Item.id == Copy.item_id).where(Copy.user_id == user_id, lost)
    return list(db.session.scalars(rows.order_by(Copy.at.desc()).limit(SHOWN)))


def others(user_id: uuid.UUID, item_id: uuid.UUID | None) -> list[str]:
    """The names of who else is writing at an item now."""
    if item_id is None:
        return []
    rows = (
        select(StaffUser.name)
        .join(Copy, Copy.user_id == StaffUser.id)
        .where(Copy.item_id == item_id, Copy.user_id != user_id, Copy.at > clock.now() - BUSY)
        .distinct()
        .order_by(StaffUser.name)
    )
    return list(db.session.scalars(rows.limit(SHOWN)))
