"""Items of the newsroom for tests, as far along as wanted."""

import uuid
from typing import Any

from sqlalchemy import select

from portal.core.db import db
from portal.news.models import Announcement, Category, Kind
from portal.newsroom import deciding, operations
from portal.newsroom.models import Item, State
from portal.newsroom.operations import Draft
from portal.staff.models import Role, StaffUser
from tests.factories import make_staff


def person(*roles: Role, office_id: uuid.UUID | None = None) -> uuid.UUID:
    """Somebody of the newsroom; their id."""
    name = make_staff(*(roles or (Role.AUTHOR,)), office_id=office_id)
    return db.session.scalars(select(StaffUser.id).filter_by(username=name)).one()


def draft(**over: Any) -> Draft:
    """A text; what is not named is usual."""
    usual: dict[str, Any] = {
        "title": "Lịch nghỉ lễ",
        "summary": "Nghỉ ba ngày",
        "body": "<p>Nghỉ từ thứ Bảy.</p>",
        "category": Category.NEWS,
    }
    return Draft(**{**usual, **over})


def make_item(
    state: State = State.DRAFT,
    *,
    author: uuid.UUID | None = None,
    kind: Kind = Kind.ANNOUNCEMENT,
    **over: Any,
) -> uuid.UUID:
    """An item that has come as far as `state` by the usual way; its id."""
    plan = {name: over.pop(name) for name in ("publish_at", "expire_at", "review_by") if name in over}
    office_id, limited = over.pop("office_id", None), over.pop("limited", False)
    by = author or person()
    made = operations.create(kind, draft(**over), by, office_id=office_id, limited=limited)
    if state is State.DRAFT:
        return made
    deciding.submit(made, by)
    if state is State.REVIEW:
        return made
    chief = person(Role.EDITOR)
    deciding.approve(made, chief, 1)
    if state is not State.APPROVED:
        deciding.schedule(made, chief, **plan)
    return made


def shown(item_id: uuid.UUID) -> Announcement | None:
    """What citizens read of an item."""
    db.session.expire_all()
    return db.session.get(Announcement, item_id)


def item(item_id: uuid.UUID) -> Item:
    """The item as it stands."""
    db.session.expire_all()
    found = db.session.get(Item, item_id)
    assert found
    return found
