"""What officers do with an item: take it, hand it on, note something, follow it; each leaves a line."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing, Refused
from portal.inbox import kinds, people, queries
from portal.inbox.models import Deed, InboxDeed, InboxItem, InboxPresence, ItemState
from portal.inbox.operations import record
from portal.inbox.queries import Scope
from portal.staff import operations as staff

THEIRS = (
    Deed.ASSIGNED,
    Deed.RELEASED,
    Deed.HANDED_OVER,
    Deed.MOVED,
    Deed.ANSWERED,
    Deed.CLOSED,
)
"""What somebody else did that whoever acts now should know first (OD6)."""


@dataclass(frozen=True)
class By:
    """Who acts, within which rights, and the last line of the history they saw (None: does not matter)."""

    user_id: uuid.UUID
    scope: Scope
    seen: int | None = None


def held(item_id: uuid.UUID, by: By, *, is_open: bool = True) -> InboxItem:
    """The item, held until the commit; Missing beyond the rights, Conflict when another one was faster."""
    with transaction() as session:
        asked = select(InboxItem).filter_by(id=item_id).where(queries.visible(by.scope)).with_for_update()
        item = session.scalar(asked.execution_options(populate_existing=True))
        if item is None:
            raise Missing("no such item here")
        if is_open and item.state is ItemState.CLOSED:
            raise Conflict("closed")
        if by.seen is not None and session.scalar(
            select(InboxDeed.id)
            .where(
                InboxDeed.item_id == item_id,
                InboxDeed.id > by.seen,
                InboxDeed.deed.in_(THEIRS),
                InboxDeed.by.is_distinct_from(by.user_id),
            )
            .limit(1)
        ):
            raise Conflict("somebody was here before")
    return item


def assign(item_id: uuid.UUID, by: By, to: uuid.UUID | None) -> None:
    """Give it to somebody who may work on it, or (None) back to everybody; a repeat changes nothing."""
    with transaction():
        item = held(item_id, by)
        if item.assignee_id == to:
            return
        kind = kinds.named(item.kind)
        if to is not None and to not in dict(people.colleagues(kind.permission, item.office_id)):
            raise Refused("this person may not work on it")
        if kind.take:
            kind.take(item.subject_id, to)
        item.assignee_id = to
        if item.state is not ItemState.PAUSED:
            item.state = ItemState.TAKEN if to else ItemState.WAITING
        _moved(item)
        record(item.id, Deed.ASSIGNED if to else Deed.RELEASED, by.user_id, to_user=to)
        staff.record_act("inbox.assign", "inbox_item", item.id, by.user_id, to=str(to or ""))


def hand_over(item_id: uuid.UUID, by: By, office_id: uuid.UUID, note: str | None = None) -> None:
    """Another office does it: nobody has it there yet, and the note says why. It may be out of sight then."""
    with transaction():
        item = held(item_id, by)
        if item.office_id == office_id:
            return
        item.office_id, item.assignee_id = office_id, None
        if item.state is not ItemState.PAUSED:
            item.state = ItemState.WAITING
        _moved(item)
        record(item.id, Deed.HANDED_OVER, by.user_id, to_office=office_id, note=note or None)
        staff.record_act("inbox.hand_over", "inbox_item", item.id, by.user_id, office=str(office_id))


def note(item_id: uuid.UUID, by: By, text: str) -> None:
    """Something colleagues should know; citizens never see it. Also on a closed item."""
    with transaction():
        item = held(item_id, By(by.user_id, by.scope), is_open=False)
        record(item.id, Deed.NOTED, by.user_id, note=text)
        _moved(item)


def close(item_id: uuid.UUID, by: By) -> None:
    """Done, for kinds that are closed here; the feature hears of it. Conflict when it was closed before."""
    with transaction():
        item = held(item_id, by)
        kind = kinds.named(item.kind)
        if kind.close is None:
            raise Refused("closed on its own page")
        kind.close(item.subject_id, by.user_id)


def follow(item_id: uuid.UUID, by: By, *, follows: bool) -> None:
    """Keep it in one's own list without having it, or no longer."""
    _present(queries.line(item_id, by.scope), by.user_id, follows=follows)


def here(item_id: uuid.UUID, by: By, **told: bool) -> None:
    """This officer has it open just now; with `is_writing` begins an answer."""
    _present(queries.line(item_id, by.scope), by.user_id, **told)


def _present(line: queries.Line, user_id: uuid.UUID, **told: bool) -> None:
    values = {"seen_at": clock.now(), "seen_version": line.version, **told}
    row = insert(InboxPresence).values(item_id=line.id, user_id=user_id, **values)
    with transaction() as session:
        session.execute(row.on_conflict_do_update(index_elements=["item_id", "user_id"], set_=values))


def gone(item_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """They have left the page, or sent what they wrote."""
    with transaction() as session:
        session.execute(
            update(InboxPresence)
            .where(InboxPresence.item_id == item_id, InboxPresence.user_id == user_id)
            .values(is_writing=False)
        )


def _moved(item: InboxItem) -> None:
    with transaction() as session:
        item.version, item.changed_at = item.version + 1, clock.now()
        session.flush()
