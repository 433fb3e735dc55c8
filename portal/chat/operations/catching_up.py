"""Reading the recent chats for what the webhook has not told: asked for, gone on with, told of (R11).

One reading at a time for an account. It may be killed anywhere: chats that were read are remembered, what was
kept is known, and whoever takes it up again sends nothing twice.
"""

import datetime as dt
import logging
import time
import uuid

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.chat import listing
from portal.chat.models import CatchUp, CatchUpReason, CatchUpState
from portal.chat.operations import recovering
from portal.chat.operations.recovering import Found
from portal.core import clock, db, settings
from portal.core.db import transaction
from portal.core.errors import Conflict
from portal.staff import operations as staff
from portal.zalo import retry
from portal.zalo.answers import ZaloError

LONGEST = dt.timedelta(days=7)
MOST_CHATS = 500
MOST_SECONDS = 100.0  # of one job; the next one goes on
LEASE = dt.timedelta(seconds=170)
MOST_TRIES = 8

log = logging.getLogger(__name__)


def ask(reason: CatchUpReason, since: dt.datetime, by: uuid.UUID | None = None) -> uuid.UUID:
    """Have the chats since then read; the id of the reading. Conflict while one is open.

    Never more than a week back. Who asked at the desk is written down.
    """
    now = clock.now()
    row = insert(CatchUp).values(
        id=uuid.uuid4(),
        oa_id=settings.get().zalo_oa_id,
        reason=reason,
        state=CatchUpState.OPEN,
        since=max(since, now - LONGEST),
        asked_at=now,
        asked_by=by,
        due_at=now,
        seen=[],
        is_cut=False,
        **dict.fromkeys(("tries", "chats", "messages", "known", "kept", "answerable", "unreadable"), 0),
    )
    with transaction() as session:
        run_id: uuid.UUID | None = session.scalar(row.on_conflict_do_nothing().returning(CatchUp.id))
        if run_id is None:
            raise Conflict("a reading is open")
        if by is not None:
            staff.record_act("chats.catch_up", "catch_up", run_id, by)
    return run_id


def ask_by_itself(reason: CatchUpReason, since: dt.datetime) -> None:
    """The same, asked for by the machine: a reading that is open goes further back where that is needed."""
    with transaction() as session:
        try:
            ask(reason, since)
        except Conflict:
            session.execute(
                update(CatchUp)
                .where(CatchUp.state == CatchUpState.OPEN, CatchUp.since > max(since, clock.now() - LONGEST))
                .values(since=max(since, clock.now() - LONGEST), seen=[])
            )


def due() -> list[uuid.UUID]:
    """Readings that nobody is at."""
    with transaction() as session:
        return list(
            session.scalars(
                select(CatchUp.id).where(CatchUp.state == CatchUpState.OPEN, CatchUp.due_at <= clock.now())
            )
        )


def go_on(run_id: uuid.UUID) -> bool:
    """Read for a while; True when there is more to do now. A failure of Zalo's is tried again later."""
    run = _take(run_id)
    if run is None:
        return False
    since, seen = run
    try:
        is_done = _read(run_id, since, set(seen))
    except ZaloError as error:
        _put_off(run_id, error)
        return False
    if not is_done:
        _set(run_id, due_at=clock.now())
    return not is_done


def _take(run_id: uuid.UUID) -> tuple[dt.datetime, list[str]] | None:
    now = clock.now()
    with transaction() as session:
        row = session.execute(
            update(CatchUp)
            .where(CatchUp.id == run_id, CatchUp.state == CatchUpState.OPEN, CatchUp.due_at <= now)
            .values(due_at=now + LEASE)
            .returning(CatchUp.since, CatchUp.seen)
        ).one_or_none()
    return (row.since, row.seen) if row else None


def _read(run_id: uuid.UUID, since: dt.datetime, seen: set[str]) -> bool:
    until = time.monotonic() + MOST_SECONDS
    chats = listing.chats_since(since, MOST_CHATS)
    for user_id in chats.users:
        if user_id in seen:
            continue
        if time.monotonic() > until:
            return False
        told, is_cut = listing.messages_since(user_id, since)
        with transaction():
            _count(run_id, user_id, recovering.recover(user_id, told), is_cut=is_cut)
        db.release()
    return _end(run_id, since, is_cut=chats.is_cut)


def _count(run_id: uuid.UUID, user_id: str, found: Found, *, is_cut: bool) -> None:
    """In the same commit as what was kept."""
    values: dict[str, object] = {
        name: getattr(CatchUp, name) + getattr(found, name)
        for name in ("messages", "known", "kept", "answerable", "unreadable")
    }
    if found.lost:
        values["lost_from"] = func.least(CatchUp.lost_from, min(found.lost))
        values["lost_to"] = func.greatest(CatchUp.lost_to, max(found.lost))
    if is_cut:
        values["is_cut"] = True
    _set(
        run_id,
        chats=CatchUp.chats + 1,
        seen=CatchUp.seen.op("||")(func.to_jsonb(user_id)),
        due_at=clock.now() + LEASE,
        **values,
    )


def _end(run_id: uuid.UUID, since: dt.datetime, *, is_cut: bool) -> bool:
    """False when somebody has asked for more meanwhile."""
    now = clock.now()
    with transaction() as session:
        row = session.execute(
            update(CatchUp)
            .where(CatchUp.id == run_id, CatchUp.since == since)
            .values(
                state=CatchUpState.DONE,
                ended_at=now,
                seen=[],
                is_cut=CatchUp.is_cut | is_cut,
                error=None,
                error_code=None,
            )
            .returning(CatchUp.chats, CatchUp.messages, CatchUp.kept, CatchUp.answerable)
        ).one_or_none()
    if row is None:
        return False
    level = logging.WARNING if row.kept else logging.INFO
    log.log(level, "recent chats read chats=%s messages=%s kept=%s answerable=%s cut=%s", *row, is_cut)
    return True


def _put_off(run_id: uuid.UUID, error: ZaloError) -> None:
    with transaction() as session:
        tries = session.scalar(select(CatchUp.tries).where(CatchUp.id == run_id)) or 0
        wait = None if tries + 1 >= MOST_TRIES else retry.wait_after(error, tries)
        told = {"tries": tries + 1, "error": error.detail, "error_code": error.code}
        now = clock.now()
        if wait is None:
            _set(run_id, state=CatchUpState.FAILED, ended_at=now, seen=[], **told)
        else:
            _set(run_id, due_at=now + dt.timedelta(seconds=settings.get().scaled(wait)), **told)
    log.warning("recent chats are not told %s", error)


def _set(run_id: uuid.UUID, **values: object) -> None:
    with transaction() as session:
        session.execute(update(CatchUp).where(CatchUp.id == run_id).values(**values))


def rehearse(since: dt.datetime) -> tuple[Found, bool]:
    """What a reading would do, counted over all chats, and whether it is cut short; writes nothing."""
    chats = listing.chats_since(max(since, clock.now() - LONGEST), MOST_CHATS)
    total, is_cut = Found(), chats.is_cut
    for user_id in chats.users:
        told, is_short = listing.messages_since(user_id, since)
        found = recovering.recover(user_id, told, is_dry=True)
        db.release()
        is_cut |= is_short
        total = Found(*(getattr(total, name) + getattr(found, name) for name in total.__dataclass_fields__))
    return total, is_cut
