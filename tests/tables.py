"""Look-up tables as officers make them: from a file to a page, by the operations alone."""

import datetime as dt
import io
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from portal.core.db import db
from portal.staff.models import StaffUser
from portal.tables import kinds, queries
from portal.tables.columns import Column, unpacked
from portal.tables.models import State, TableEdition
from portal.tables.operations import leasing, making, reading
from portal.tables.queries import Shown
from tests.factories import make_staff

FROM = dt.date(2026, 1, 1)


def officer() -> uuid.UUID:
    """Somebody who uploads."""
    found = db.session.scalar(select(StaffUser.id).limit(1))
    if found is None:
        from portal.staff.models import Role  # noqa: PLC0415 - beside its one use

        name = make_staff(Role.OFFICER)
        found = db.session.scalars(select(StaffUser.id).filter_by(username=name)).one()
    return found


def make_table(kind: str = "land_price", title: str = "", keyword: str = "") -> uuid.UUID:
    """A table of a ready kind, without rows."""
    known = kinds.kinds()[kind]
    return making.make(kind, title or known.title, keyword or known.keyword, known.intro, officer())


def upload(table_id: uuid.UUID, raw: bytes, name: str = "bang.csv") -> TableEdition:
    """A file that a worker has looked into."""
    made = making.upload(table_id, io.BytesIO(raw), name, officer())
    work()
    return look(made)


def work() -> int:
    """What a worker does, in this session: jobs.work would let go of the rows that a test holds."""
    done = 0
    while taken := leasing.take():
        reading.work_on(taken)
        done += 1
    return done


def look(edition_id: uuid.UUID) -> TableEdition:
    """An edition as it stands now."""
    db.session.rollback()
    db.session.expire_all()
    return queries.edition(edition_id)


def bring_in(edition: TableEdition, columns: Sequence[Column | None] | None = None) -> TableEdition:
    """With these columns, or those its kind makes likely."""
    known = kinds.kinds()[queries.table(edition.table_id).kind]
    chosen = columns or kinds.guessed(known, edition.header)
    making.choose(
        edition.id,
        [column for column in chosen if column],
        document_no="Số mẫu 01/QĐ-UBND",
        valid_from=FROM,
        valid_to=None,
        by=officer(),
    )
    work()
    return look(edition.id)


def make_live(kind: str = "land_price", raw: bytes | None = None, keyword: str = "") -> Shown:
    """A table that citizens may look into, made of its kind's sample."""
    table_id = make_table(kind, keyword=keyword)
    edition = bring_in(upload(table_id, raw or kinds.sample(kind)))
    assert edition.state is State.READY, (edition.state, edition.problem)
    making.publish(edition.id, officer())
    look(edition.id)
    return queries.shown(queries.table(table_id).slug)


def labels(edition: TableEdition) -> list[str]:
    """What its columns are called."""
    return [column.label for column in unpacked(edition.columns)]
