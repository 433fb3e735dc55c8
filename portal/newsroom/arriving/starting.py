"""What people decide about articles of another site: give a file or a feed, bring them in, give up, undo."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock, feeds, fetch
from portal.core.db import notify, transaction
from portal.core.errors import Conflict, Missing, Refused
from portal.newsroom.arriving.models import Import, Stage
from portal.newsroom.arriving.turns import BELL
from portal.staff import operations as staff

UNDO = dt.timedelta(days=30)
GIVEN_UP = frozenset({Stage.WAITING, Stage.CHECKING, Stage.LOOKED, Stage.REFUSED})


def give_file(pieces: Iterable[bytes], name: str, by: uuid.UUID, *, office_id: uuid.UUID | None) -> uuid.UUID:
    """Take a file in; a worker looks into it. Raises BadFeed when it is empty or too large."""
    ref = feeds.keep(pieces)
    try:
        return _made(name.replace("\\", "/").rpartition("/")[2][:200] or "?", None, ref, by, office_id)
    except BaseException:
        feeds.forget(ref)
        raise


def give_address(address: str, by: uuid.UUID, *, office_id: uuid.UUID | None) -> uuid.UUID:
    """Take note of a feed; a worker fetches it. Refused when it is no address that may be called."""
    try:
        fetch.checked(address)
    except fetch.Barred as error:
        raise Refused("https" if "https" in str(error) else "address") from None
    return _made(address, address, None, by, office_id)


def _made(
    name: str, address: str | None, ref: str | None, by: uuid.UUID, office_id: uuid.UUID | None
) -> uuid.UUID:
    now = clock.now()
    row = Import(id=uuid.uuid4(), name=name, address=address, file_ref=ref, made_by=by, office_id=office_id)
    row.made_at = row.due_at = now
    with transaction() as session:
        session.add(row)
        notify(BELL)
        staff.record_act("news.import_look", "article_import", row.id, by, office_id)
        return row.id


def bring(import_id: uuid.UUID, by: uuid.UUID) -> None:
    """Let what the dry run shows come in, as drafts. Conflict unless the dry run stands; a repeat, too."""
    with transaction() as session:
        row = locked(session, import_id)
        _insist(row, Stage.LOOKED)
        _moves(row, Stage.BRINGING)
        staff.record_act("news.import_bring", "article_import", row.id, by, row.office_id)


def give_up(import_id: uuid.UUID, by: uuid.UUID) -> None:
    """Bring nothing in; the file is forgotten. Conflict once articles have come."""
    with transaction() as session:
        row = locked(session, import_id)
        _insist(row, *GIVEN_UP)
        ref, row.file_ref, row.stage, row.lease_token = row.file_ref, None, Stage.DROPPED, None
        staff.record_act("news.import_drop", "article_import", row.id, by, row.office_id)
    if ref:
        feeds.forget(ref)


def undo(import_id: uuid.UUID, by: uuid.UUID) -> None:
    """Take away every draft that came and that nobody has worked on since, within 30 days."""
    with transaction() as session:
        row = locked(session, import_id)
        _insist(row, Stage.DONE)
        if not may_undo(row):
            raise Conflict("30 days are over")
        row.undone_by = by
        _moves(row, Stage.UNDOING)
        staff.record_act("news.import_undo", "article_import", row.id, by, row.office_id)


def may_undo(row: Import) -> bool:
    """Whether it may still be taken back whole."""
    return row.stage is Stage.DONE and row.ended_at is not None and clock.now() < row.ended_at + UNDO


def locked(session: Session, import_id: uuid.UUID) -> Import:
    """The row, until the end of the transaction nobody else's. Raises Missing."""
    row = session.scalar(
        select(Import).filter_by(id=import_id).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise Missing("no such import")
    return row


def _moves(row: Import, stage: Stage) -> None:
    row.stage, row.due_at, row.lease_token, row.tries, row.done = stage, clock.now(), None, 0, 0
    notify(BELL)


def _insist(row: Import, *stages: Stage) -> None:
    if row.stage not in stages:
        raise Conflict(f"not from {row.stage}")
