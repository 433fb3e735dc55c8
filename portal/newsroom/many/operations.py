"""Changing many items in one commit, and back within the hour; what each was before is kept."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing
from portal.newsroom.deciding import UNDO
from portal.newsroom.many.changes import ACTS, Act, Change
from portal.newsroom.models import Bulk, Item
from portal.staff import operations as staff

MOST = 100  # items at once

Test = Callable[[Item], bool]


def change(ids: Iterable[uuid.UUID], told: Change, by: uuid.UUID | None, may: Test) -> uuid.UUID:
    """Do it to every one of these items that `may` allows and that it changes; the id of the whole.

    What is not allowed, not there or as wished already is left alone and counted as left. All or nothing.
    """
    do = ACTS[told.act][0]
    wanted = sorted(set(ids))[:MOST]
    before: dict[str, Any] = {}
    with transaction() as session:
        for item in _locked(session, wanted):
            was = do(session, item, told, by) if may(item) else None
            if was is not None:
                before[str(item.id)] = was | {"title": item.title, "stamp": item.changed_at.isoformat()}
        said = {
            "reason": told.reason,
            "more": told.more,
            "less": told.less,
            "left": len(wanted) - len(before),
        }
        row = Bulk(act=told.act, told=said, before=before, user_id=by, at=clock.now())
        session.add(row)
        session.flush()
        staff.record_act(f"news.many.{told.act}", "newsroom_bulk", row.id, by, None, items=len(before))
        return row.id


def undo(bulk_id: uuid.UUID, by: uuid.UUID | None, may: Test) -> tuple[int, int]:
    """Put back what nobody has touched since: how many were, how many were not.

    Within the hour and once; Conflict else. Raises Missing.
    """
    with transaction() as session:
        row = session.get(Bulk, bulk_id, with_for_update=True, populate_existing=True)
        if row is None:
            raise Missing("no such change")
        if not may_undo(row):
            raise Conflict("the hour is over")
        back = ACTS[Act(row.act)][1]
        done = 0
        for item in _locked(session, sorted(map(uuid.UUID, row.before))):
            was = row.before[str(item.id)]
            is_untouched = item.changed_at.isoformat() == was["stamp"] and may(item)
            done += is_untouched and back(session, item, was, by)
        row.undone_at = clock.now()
        staff.record_act(f"news.many.undone.{row.act}", "newsroom_bulk", row.id, by, None, items=done)
        return done, len(row.before) - done


def may_undo(row: Bulk) -> bool:
    """Whether it is less than an hour ago and stands still."""
    return row.undone_at is None and clock.now() < row.at + UNDO


def _locked(session: Session, ids: list[uuid.UUID]) -> list[Item]:
    """Their rows, always in one order, so that two of these never wait for each other."""
    mine = select(Item).where(Item.id.in_(ids)).order_by(Item.id).with_for_update()
    return list(session.scalars(mine.execution_options(populate_existing=True)))
