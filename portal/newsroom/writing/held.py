"""An item as whoever writes in it holds it: its newest text, older ones beside it, and saving a newer one."""

import datetime as dt
import uuid
from dataclasses import dataclass

from flask_login import current_user
from sqlalchemy import select

from portal.core.db import db, transaction
from portal.core.errors import Missing
from portal.news.models import Kind
from portal.newsroom import access, operations
from portal.newsroom.models import Revision
from portal.newsroom.writing.forms import read_id
from portal.staff.models import StaffUser


@dataclass(frozen=True)
class Held:
    """An item with its newest text."""

    id: uuid.UUID
    head: int
    title: str
    summary: str
    body: str
    at: dt.datetime
    by: str

    @property
    def address(self) -> str:
        """Its page on the desk."""
        return f"/desk/tin-bai/{self.id}/"

    def older(self, number: int) -> tuple[str, str, str]:
        """Title, summary and text of an older revision; empty when there is none of that number."""
        wanted = select(Revision).filter_by(item_id=self.id, number=number)
        found = db.session.scalar(wanted)
        return (found.title, found.summary, found.body) if found else ("", "", "")

    def save(self, *, title: str, summary: str, body: str) -> None:
        """Write the next revision, everything else as it was; Conflict when somebody else was faster."""
        with transaction() as session:
            before = operations.revision(session, self.id, self.head)
            said = {part: getattr(before, part) for part in operations.CARRIED}
            draft = operations.Draft(**said | {"title": title, "summary": summary, "body": body})
            operations.save(self.id, self.head, draft, current_user.id)


def kind_of(told: str | None) -> str:
    """The kind of an item that this person may write; an announcement for a new one."""
    item_id = read_id(told)
    if item_id is None:
        return Kind.ANNOUNCEMENT
    return access.item(item_id, access.WRITE).kind


def held(item_id: uuid.UUID) -> Held:
    """An item of the offices this person may write for; another office's is Missing, like none."""
    item = access.item(item_id, access.WRITE)
    row = db.session.execute(
        select(Revision, StaffUser.name)
        .outerjoin(StaffUser, Revision.made_by == StaffUser.id)
        .where(Revision.item_id == item_id, Revision.number == item.head)
    ).one_or_none()
    if row is None:
        raise Missing("no text yet")
    newest: Revision = row[0]
    return Held(item_id, item.head, newest.title, newest.summary, newest.body, newest.made_at, row[1] or "")
