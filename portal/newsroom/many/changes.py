"""What can be changed of many items at once: each act does it to one, and puts it back.

An act answers what undoing needs (JSON), or None when there is nothing to do for this item.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from portal.core import clock
from portal.newsroom import notes, showing
from portal.newsroom.models import Item, Revision, State
from portal.newsroom.operations import CARRIED, noted, revision
from portal.places.models import Office


class Act(StrEnum):
    """The value is the address of its form."""

    WITHDRAW = "go"
    TOPICS = "chu-de"
    OFFICE = "don-vi"
    REVIEW = "ngay-xem-lai"


@dataclass(frozen=True)
class Change:
    """What was chosen; each act reads its own part."""

    act: Act
    reason: str = ""
    more: list[str] = field(default_factory=list)  # topics to add
    less: list[str] = field(default_factory=list)  # topics to take off
    office_id: uuid.UUID | None = None  # none: the province
    review_by: dt.date | None = None


Before = dict[str, Any]


def withdraw(session: Session, item: Item, told: Change, by: uuid.UUID | None) -> Before | None:
    """Off the portal, with the reason that the public reads."""
    if item.live is None:
        return None
    gone = item.live
    before = {"live": gone, "state": item.state.value, "live_before": item.live_before}
    before |= {"live_at": _said(item.live_at), "expire_before": _said(item.expire_before)}
    showing.take_down(session, item, told.reason)
    noted(session, item, "withdrawn", by, told.reason, number=gone)
    notes.tell(notes.TakenBack(item.id, gone, item.title, told.reason, None, by))
    return before


def put_up_again(session: Session, item: Item, before: Before, by: uuid.UUID | None) -> bool:
    """On the portal again, as it was; not when its time is over meanwhile."""
    if item.live is not None or (item.expire_at and item.expire_at <= clock.now()):
        return False
    item.live, item.live_before = before["live"], before["live_before"]
    item.live_at, item.expire_before = _read(before["live_at"]), _read(before["expire_before"])
    item.state = State(before["state"])
    showing.show(item, revision(session, item.id, before["live"]), None)
    noted(session, item, "put_back", by, number=before["live"])
    return True


def label(session: Session, item: Item, told: Change, by: uuid.UUID | None) -> Before | None:
    """Other topics: a revision that says the same, as far along as the one before it."""
    topics = revision(session, item.id, item.head).topics
    wanted = [one for one in dict.fromkeys([*topics, *told.more]) if one not in told.less]
    if wanted == topics:
        return None
    _label(session, item, wanted, by)
    return {"topics": topics}


def label_back(session: Session, item: Item, before: Before, by: uuid.UUID | None) -> bool:
    """The topics it had."""
    _label(session, item, before["topics"], by)
    return True


def _label(session: Session, item: Item, topics: list[str], by: uuid.UUID | None) -> None:
    """Topics are no text: whoever agreed to the text, or wrote it, did so to this one as well."""
    head = revision(session, item.id, item.head)
    said = {part: getattr(head, part) for part in CARRIED} | {"topics": topics}
    fresh = Revision(item_id=item.id, number=item.head + 1, made_at=clock.now(), made_by=head.made_by, **said)
    session.add(fresh)
    was_live = item.live == item.head
    item.approved = fresh.number if item.approved == item.head else item.approved
    item.head = fresh.number
    if was_live:
        item.live = fresh.number
        showing.show(item, fresh, None)
    noted(session, item, "labelled", by)


def hand_over(session: Session, item: Item, told: Change, by: uuid.UUID | None) -> Before | None:
    """To another office; a limited draft of an office never becomes the province's."""
    if item.office_id == told.office_id or (item.is_limited and told.office_id is None):
        return None
    before = {"office": str(item.office_id) if item.office_id else None}
    _hand_over(session, item, told.office_id, by)
    return before


def hand_back(session: Session, item: Item, before: Before, by: uuid.UUID | None) -> bool:
    """To the office it came from, if that still stands."""
    office_id = uuid.UUID(before["office"]) if before["office"] else None
    if office_id and session.get(Office, office_id) is None:
        return False
    _hand_over(session, item, office_id, by)
    return True


def _hand_over(session: Session, item: Item, office_id: uuid.UUID | None, by: uuid.UUID | None) -> None:
    noted(session, item, "handed_over", by)
    item.office_id = office_id
    if item.live is not None:
        showing.show(item, revision(session, item.id, item.live), None)


def ask_again(session: Session, item: Item, told: Change, by: uuid.UUID | None) -> Before | None:
    """Another day to look at it again; its reminders begin anew."""
    if item.review_by == told.review_by:
        return None
    before = {"review_by": item.review_by.isoformat() if item.review_by else None, "reminded": item.reminded}
    item.review_by, item.reminded = told.review_by, 0
    noted(session, item, "review_moved", by)
    return before


def ask_as_before(session: Session, item: Item, before: Before, by: uuid.UUID | None) -> bool:
    """The day it had."""
    told = before["review_by"]
    item.review_by, item.reminded = dt.date.fromisoformat(told) if told else None, before["reminded"]
    noted(session, item, "review_moved", by)
    return True


Do = Callable[[Session, Item, Change, uuid.UUID | None], Before | None]
Undo = Callable[[Session, Item, Before, uuid.UUID | None], bool]
ACTS: dict[Act, tuple[Do, Undo]] = {
    Act.WITHDRAW: (withdraw, put_up_again),
    Act.TOPICS: (label, label_back),
    Act.OFFICE: (hand_over, hand_back),
    Act.REVIEW: (ask_again, ask_as_before),
}


def _said(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None


def _read(told: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(told) if told else None
