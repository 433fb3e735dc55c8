"""A form sent twice is answered once: its key, and what it was answered the first time."""

import datetime as dt
import uuid

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Model, transaction

KEEP = dt.timedelta(days=90)  # a phone may lie in a drawer with a form that waits to be sent


class Once(Model):
    """One accepted form; its key was made with the page and comes back with every try."""

    __tablename__ = "once"

    key: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    answer_ref: Mapped[str]  # what leads to the answer: a tracking code, an id
    at: Mapped[dt.datetime] = mapped_column(index=True)


def new_key() -> uuid.UUID:
    """A key for a fresh form."""
    return uuid.uuid4()


def read_key(told: str | None) -> uuid.UUID:
    """The key a form came with; a new one when it came with none."""
    try:
        return uuid.UUID((told or "").strip())
    except ValueError:
        return new_key()


def answer(key: uuid.UUID, path: str) -> str | None:
    """What a form with this key was answered before, if it was."""
    with transaction() as session:
        return session.scalar(select(Once.answer_ref).filter_by(key=key, path=path))


def claim(key: uuid.UUID, path: str, answer_ref: str) -> str | None:
    """Inside the caller's transaction: None for the first, for a repeat what the first was answered.

    A second one at the same moment waits in the insert until the first has committed or given up.
    """
    with transaction() as session:
        mine = session.scalar(
            insert(Once)
            .values(key=key, path=path, answer_ref=answer_ref, at=clock.now())
            .on_conflict_do_nothing()
            .returning(Once.answer_ref)
        )
        return None if mine else session.scalar(select(Once.answer_ref).filter_by(key=key, path=path))


def sweep() -> int:
    """Forget keys nobody will repeat any more; how many."""
    with transaction() as session:
        gone = session.execute(delete(Once).where(Once.at < clock.now() - KEEP))
    return int(getattr(gone, "rowcount", 0))
