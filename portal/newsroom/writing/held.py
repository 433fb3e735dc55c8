"""An item as whoever writes in it holds it: its newest text, older ones beside it, and saving a newer one."""

import datetime as dt
import uuid
from dataclasses import dataclass

from flask_login import current_user
from sqlalchemy import select, update

from portal.core import clock, sanitize
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Missing, Refused
from portal.core.search import fold, tidy
from portal.newsroom.models import Item, Revision, State
from portal.newsroom.writing import pasting
from portal.staff.access import only
from portal.staff.models import StaffUser

_CARRIED = (
    *("category", "topics", "communes", "procedures", "is_pinned", "alert_level", "details", "slug"),
)  # goes with a text, and stays as it was


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

    def body_of(self, number: int) -> str:
        """The text of an older revision; empty when there is none of that number."""
        wanted = select(Revision.body).filter_by(item_id=self.id, number=number)
        return db.session.scalar(wanted) or ""

    def save(self, *, title: str, summary: str, body: str) -> None:
        """Write the next revision, everything else as it was; Conflict when somebody else was faster.

        The item is a draft again: what others agreed to was another text. What is on the portal stays there.
        """
        if not tidy(title):
            raise Refused("a title is needed")
        now = clock.now()
        with transaction() as session:
            moved = session.execute(
                update(Item)
                .where(Item.id == self.id, Item.head == self.head)
                .values(
                    head=self.head + 1,
                    title=tidy(title),
                    folded=fold(title),
                    state=State.DRAFT,
                    changed_at=now,
                )
            )
            if getattr(moved, "rowcount", 0) != 1:
                raise Conflict("saved meanwhile")
            before = session.scalars(select(Revision).filter_by(item_id=self.id, number=self.head)).one()
            session.add(
                Revision(
                    item_id=self.id,
                    number=self.head + 1,
                    title=tidy(title),
                    summary=tidy(summary),
                    body=sanitize.clean(pasting.tidied(body)),
                    made_at=now,
                    made_by=current_user.id,
                    **{name: getattr(before, name) for name in _CARRIED},
                )
            )


def held(item_id: uuid.UUID) -> Held:
    """An item of the offices this person may write for; another office's is Missing, like none."""
    item: Item = only(select(Item).filter_by(id=item_id), Item.office_id)
    row = db.session.execute(
        select(Revision, StaffUser.name)
        .outerjoin(StaffUser, Revision.made_by == StaffUser.id)
        .where(Revision.item_id == item_id, Revision.number == item.head)
    ).one_or_none()
    if row is None:
        raise Missing("no text yet")
    newest: Revision = row[0]
    return Held(item_id, item.head, newest.title, newest.summary, newest.body, newest.made_at, row[1] or "?")
