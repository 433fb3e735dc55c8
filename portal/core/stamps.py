"""Has something changed since I last read it: one row a thing, a cheap check for what processes keep."""

import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model, db, transaction


class Stamp(Model):
    """A new value with every change; equal values mean equal content."""

    __tablename__ = "stamp"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[uuid.UUID]


def touch(name: str) -> None:
    """It changed; written with the change, in the caller's transaction."""
    row = insert(Stamp).values(name=name, value=uuid.uuid4())
    with transaction() as session:
        session.execute(
            row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value})
        )


def read_both(first: str, second: str) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """The values of two, in one statement."""
    rows = db.session.execute(select(Stamp.name, Stamp.value).where(Stamp.name.in_((first, second))))
    found = {name: value for name, value in rows}
    return found.get(first), found.get(second)


def read(name: str) -> uuid.UUID | None:
    """The value now; None for what never changed."""
    return db.session.scalar(select(Stamp.value).filter_by(name=name))
