"""Putting things into the inbox and taking them out; features call this in their own transaction."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.inbox.models import Deed, InboxDeed, InboxItem, ItemState
from portal.places import worktime

OPEN = InboxItem.state != ItemState.CLOSED
MOST_TITLE = 200


def put(
    kind: str,
    subject_id: uuid.UUID,
    *,
    title: str,
    office_id: uuid.UUID | None = None,
    waiting_since: dt.datetime | None = None,
    due_at: dt.datetime | None = None,
    assignee_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """This matter waits for an officer; its item, made once and brought up to date by a repeat.

    One that was closed opens again, for anybody. What an officer has taken stays theirs. A repeat that tells
    nothing new changes nothing. `title` names no person and holds nothing that a citizen wrote.
    """
    now = clock.now()
    told: dict[str, Any] = {"title": title[:MOST_TITLE], "office_id": office_id, "due_at": due_at}
    since = waiting_since or now
    with transaction() as session:
        row = insert(InboxItem).values(
            id=uuid.uuid4(),
            kind=kind,
            subject_id=subject_id,
            state=ItemState.TAKEN if assignee_id else ItemState.WAITING,
            assignee_id=assignee_id,
            opened_at=now,
            waiting_since=since,
            changed_at=now,
            **told,
        )
        made: uuid.UUID | None = session.scalar(row.on_conflict_do_nothing().returning(InboxItem.id))
        if made is not None:
            record(made, Deed.OPENED)
            return made
        item = _of(kind, subject_id)
        if item.state is ItemState.CLOSED:
            item.state = ItemState.TAKEN if assignee_id else ItemState.WAITING
            item.assignee_id, item.waiting_since, item.opened_at = assignee_id, since, now
            item.closed_at, item.closed_why = None, None
            record(item.id, Deed.REOPENED)
        _write(item, told if waiting_since is None else {**told, "waiting_since": waiting_since}, now)
        return item.id


def close(kind: str, subject_id: uuid.UUID, why: str = "done", by: uuid.UUID | None = None) -> bool:
    """Nobody waits any more; False for what is not in the inbox, or closed. `why` is a word, no text."""
    return close_many(kind, [subject_id], why, by) == 1


def close_many(
    kind: str, subjects: Iterable[uuid.UUID], why: str = "done", by: uuid.UUID | None = None
) -> int:
    """The same for many at once; how many were open."""
    now, wanted = clock.now(), list(subjects)
    if not wanted:
        return 0
    with transaction() as session:
        gone = session.scalars(
            update(InboxItem)
            .where(InboxItem.kind == kind, InboxItem.subject_id.in_(wanted), OPEN)
            .values(state=ItemState.CLOSED, closed_at=now, closed_why=why, paused_at=None, **_next(now))
            .returning(InboxItem.id)
        ).all()
        session.add_all(InboxDeed(item_id=id_, deed=Deed.CLOSED, at=now, by=by) for id_ in gone)
        session.flush()
    return len(gone)


def pause(kind: str, subject_id: uuid.UUID, by: uuid.UUID | None = None) -> bool:
    """We wait for the citizen: the time to answer stands still. False for what is not open, or paused."""
    now = clock.now()
    with transaction() as session:
        found = session.scalar(
            update(InboxItem)
            .where(InboxItem.kind == kind, InboxItem.subject_id == subject_id, OPEN)
            .where(InboxItem.state != ItemState.PAUSED)
            .values(state=ItemState.PAUSED, paused_at=now, **_next(now))
            .returning(InboxItem.id)
        )
        if found is not None:
            record(found, Deed.PAUSED, by)
    return found is not None


def resume(
    kind: str, subject_id: uuid.UUID, by: uuid.UUID | None = None, calendar: worktime.Calendar | None = None
) -> bool:
    """The citizen has answered: the term goes on, later by the working time it stood still.

    `calendar` is the one the term is counted by; the usual week without it. False for what is not paused.
    """
    now = clock.now()
    with transaction() as session:
        paused = select(InboxItem).filter_by(kind=kind, subject_id=subject_id, state=ItemState.PAUSED)
        item = session.scalar(paused.with_for_update().execution_options(populate_existing=True))
        if item is None:
            return False
        if item.due_at and item.paused_at and item.due_at > item.paused_at:
            week = calendar or worktime.Calendar()
            left = week.worked(item.paused_at, item.due_at)
            item.due_at = week.plus_hours(now, left)
        item.state = ItemState.TAKEN if item.assignee_id else ItemState.WAITING
        _write(item, {"paused_at": None, "waiting_since": now}, now)
        record(item.id, Deed.RESUMED, by)
    return True


def taken(kind: str, subject_id: uuid.UUID, by: uuid.UUID) -> None:
    """An officer took the matter on its own page; a repeat changes nothing."""
    with transaction():
        item = _of(kind, subject_id)
        if item.assignee_id != by and item.state is not ItemState.CLOSED:
            state = item.state if item.state is ItemState.PAUSED else ItemState.TAKEN
            _write(item, {"assignee_id": by, "state": state}, clock.now())
            record(item.id, Deed.ASSIGNED, by, to_user=by)


def handed(kind: str, subject_id: uuid.UUID, office_id: uuid.UUID | None, by: uuid.UUID | None) -> None:
    """The matter went to another office (None: the province) on its own page; nobody has it there yet."""
    with transaction():
        item = _of(kind, subject_id)
        state = item.state if item.state is ItemState.PAUSED else ItemState.WAITING
        _write(item, {"office_id": office_id, "assignee_id": None, "state": state}, clock.now())
        record(item.id, Deed.HANDED_OVER, by, to_office=office_id)


def touch(kind: str, subjects: Sequence[uuid.UUID]) -> None:
    """Something about these has changed that lists and open pages should show again."""
    now = clock.now()
    with transaction() as session:
        mine = InboxItem.kind == kind, InboxItem.subject_id.in_(subjects), OPEN
        session.execute(update(InboxItem).where(*mine).values(**_next(now)))


def record(
    item_id: uuid.UUID,
    deed: Deed,
    by: uuid.UUID | None = None,
    *,
    to_user: uuid.UUID | None = None,
    to_office: uuid.UUID | None = None,
    note: str | None = None,
) -> None:
    """One line of an item's history, in the caller's transaction."""
    with transaction() as session:
        line = InboxDeed(
            item_id=item_id,
            deed=deed,
            at=clock.now(),
            by=by,
            to_user=to_user,
            to_office=to_office,
            note=note,
        )
        session.add(line)
        session.flush()


def _next(now: dt.datetime) -> dict[str, Any]:
    return {"version": InboxItem.version + 1, "changed_at": now}


def _write(item: InboxItem, told: dict[str, Any], now: dt.datetime) -> None:
    """What is new of this, with a new version; nothing when nothing is."""
    with transaction() as session:
        for name, value in told.items():
            setattr(item, name, value)
        if session.is_modified(item):
            item.version, item.changed_at = item.version + 1, now
        session.flush()


def _of(kind: str, subject_id: uuid.UUID) -> InboxItem:
    """The item, held until the commit; raises Missing."""
    asked = select(InboxItem).filter_by(kind=kind, subject_id=subject_id).with_for_update()
    with transaction() as session:
        found = session.scalar(asked.execution_options(populate_existing=True))
    if found is None:
        raise Missing("not in the inbox")
    return found
