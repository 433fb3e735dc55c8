"""What happens to a written text: review, approval, the plan, the portal, and back; each in one commit.

Each locks the item first, so that of two people who press at once the second sees what the first did: a step
that does not fit the state is a Conflict and changes nothing.
"""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict, Denied, Refused
from portal.news import operations as news
from portal.news.models import Kind
from portal.newsroom import notes, queries, showing
from portal.newsroom.checking import publishing
from portal.newsroom.models import Item, State
from portal.newsroom.operations import locked, noted, revision

UNDO = dt.timedelta(hours=1)
BEGUN = frozenset({State.DRAFT, State.WITHDRAWN, State.EXPIRED})


def submit(item_id: uuid.UUID, by: uuid.UUID | None) -> None:
    """Ask somebody else to look at the newest revision; a repeat changes nothing.

    Raises publishing.Barred where faults keep it back (setting NEWSROOM_BLOCK), as `schedule` does.
    """
    with transaction() as session:
        item = locked(session, item_id)
        if item.state is State.REVIEW:
            return
        _insist(item, *BEGUN)
        publishing.insist(item.kind, revision(session, item_id, item.head))
        item.state = State.REVIEW
        noted(session, item, "submitted", by)


def send_back(item_id: uuid.UUID, by: uuid.UUID | None, reason: str) -> None:
    """Not yet: it is a draft again, and its author reads why."""
    with transaction() as session:
        item = locked(session, item_id)
        _insist(item, State.REVIEW, State.APPROVED, State.SCHEDULED)
        item.state, item.approved, item.publish_at = State.DRAFT, None, None
        noted(session, item, "sent_back", by, reason)


def approve(item_id: uuid.UUID, by: uuid.UUID, seen: int) -> None:
    """Agree to the revision that was seen. Denied for whoever wrote in it; Conflict when it has changed."""
    with transaction() as session:
        item = _for_approval(session, item_id, seen)
        if by in queries.writers(item.id, item.live):
            raise Denied("nobody approves their own text")
        item.state, item.approved = State.APPROVED, item.head
        noted(session, item, "approved", by)


def bypass(item_id: uuid.UUID, by: uuid.UUID, seen: int, reason: str) -> None:
    """Agree to one's own text because it cannot wait: the reason stands in its history and in the trail."""
    with transaction() as session:
        item = _for_approval(session, item_id, seen)
        item.state, item.approved = State.APPROVED, item.head
        noted(session, item, "bypassed", by, reason)


def schedule(
    item_id: uuid.UUID,
    by: uuid.UUID | None,
    *,
    publish_at: dt.datetime | None = None,
    expire_at: dt.datetime | None = None,
    review_by: dt.date | None = None,
) -> State:
    """Plan an approved text, or put it up at once when its time is not ahead; what it is then.

    Called again it plans anew. An urgent alert must have an end, and an end lies behind its beginning.
    """
    now = clock.now()
    with transaction() as session:
        item = locked(session, item_id)
        _insist(item, State.APPROVED, State.SCHEDULED)
        if item.approved != item.head:
            raise Conflict("another text was agreed to")
        publishing.insist(item.kind, revision(session, item_id, item.head))
        if item.kind is Kind.ALERT and expire_at is None:
            raise Refused("an alert must end")
        if expire_at and expire_at <= max(publish_at or now, now):
            raise Refused("it would end before it begins")
        item.expire_at, item.review_by, item.reminded = expire_at, review_by, 0
        if publish_at is None or publish_at <= now:
            showing.put_up(session, item, by, now)
        else:
            item.state, item.publish_at = State.SCHEDULED, publish_at
            noted(session, item, "scheduled", by)
        return item.state


def unschedule(item_id: uuid.UUID, by: uuid.UUID | None) -> None:
    """Give the planned time up; the approval stays."""
    with transaction() as session:
        item = locked(session, item_id)
        _insist(item, State.SCHEDULED)
        item.state, item.publish_at = State.APPROVED, None
        noted(session, item, "unscheduled", by)


def move(item_id: uuid.UUID, by: uuid.UUID | None, day: dt.date) -> dt.datetime:
    """Plan it for another day at the same time of day; Refused for a time that is over."""
    with transaction() as session:
        item = locked(session, item_id)
        _insist(item, State.SCHEDULED)
        if item.publish_at is None:
            raise Conflict("no time to move")
        at = dt.datetime.combine(day, clock.local(item.publish_at).time(), clock.VIETNAM).astimezone(dt.UTC)
        if at <= clock.now() or (item.expire_at and item.expire_at <= at):
            raise Refused("that time is over, or behind its end")
        item.publish_at = at
        noted(session, item, "scheduled", by)
        return at


def withdraw(item_id: uuid.UUID, by: uuid.UUID | None, reason: str) -> None:
    """Take it off the portal; whoever holds its address reads why, whoever carried it on hears it."""
    with transaction() as session:
        item = locked(session, item_id)
        if item.live is None:
            raise Conflict("nothing to withdraw")
        gone = item.live
        showing.take_down(session, item, reason)
        noted(session, item, "withdrawn", by, reason, number=gone)
        notes.tell(notes.TakenBack(item_id, gone, item.title, reason, None, by))


def undo(item_id: uuid.UUID, by: uuid.UUID | None, reason: str) -> bool:
    """Within the hour: what stood there before stands there again, or nothing; True when something does.

    The page says that it was put right, feeds say that it is gone, and whoever carried it on hears it.
    """
    with transaction() as session:
        item = locked(session, item_id)
        if item.live is None or not may_undo(item, clock.now()):
            raise Conflict("the hour is over")
        gone, before = item.live, showing.may_stand_again(item)
        if before:
            showing.put_back(session, item, before)
        else:
            showing.take_down(session, item, reason)
        item.approved = None
        if item.head == gone:
            item.state = State.DRAFT
        noted(session, item, "undone", by, number=gone)
        notes.tell(notes.TakenBack(item_id, gone, item.title, reason, before, by))
        return bool(before)


def may_undo(item: Item, now: dt.datetime) -> bool:
    """Whether the last publishing is less than an hour ago."""
    return item.live is not None and item.live_at is not None and now < item.live_at + UNDO


def extend(
    item_id: uuid.UUID, by: uuid.UUID | None, expire_at: dt.datetime | None, review_by: dt.date | None
) -> None:
    """Another end, or none, for what is on the portal, and another day to look at it again."""
    with transaction() as session:
        item = locked(session, item_id)
        if item.live is None:
            raise Conflict("not on the portal")
        if item.kind is Kind.ALERT and expire_at is None:
            raise Refused("an alert must end")
        if expire_at and expire_at <= clock.now():
            raise Refused("it would be over")
        item.expire_at, item.review_by, item.reminded = expire_at, review_by, 0
        news.end(item_id, expire_at)
        noted(session, item, "extended", by, number=item.live)


def reviewed(item_id: uuid.UUID, by: uuid.UUID | None, next_day: dt.date | None) -> None:
    """Somebody looked: it still holds; asked again at `next_day`."""
    with transaction() as session:
        item = locked(session, item_id)
        item.review_by, item.reminded, item.reviewed_at = next_day, 0, clock.now()
        noted(session, item, "reviewed", by)


def _for_approval(session: Session, item_id: uuid.UUID, seen: int) -> Item:
    item = locked(session, item_id)
    _insist(item, State.REVIEW)
    if item.head != seen:
        raise Conflict("the text has changed")
    return item


def _insist(item: Item, *states: State) -> None:
    if item.state not in states:
        raise Conflict(f"not from {item.state}")
