"""What happens to attachments: taken in with their text, described, found by number, taken out."""

import datetime as dt
import re
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, true, update
from sqlalchemy.orm import defer

from portal.core import attachments, clock, search, store
from portal.core.attachments import Read
from portal.core.db import db, release, transaction
from portal.core.errors import Conflict, Missing
from portal.core.search import fold
from portal.media import queries
from portal.media.models import Paper, Use
from portal.media.operations import UNFINISHED, Taken
from portal.media.queries import PAGE, Found, Offices
from portal.staff import operations as staff

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\.(pdf|docx|xlsx)")


@dataclass(frozen=True)
class Facts:
    """What is said about a paper."""

    title: str
    number: str = ""
    signed_on: dt.date | None = None
    signer: str = ""
    is_shared: bool = False


def key(name: str) -> str | None:
    """What the store calls the file of an address's last part; None when it is no paper's."""
    found = NAME.fullmatch(name)
    return f"tep.{found.group(1)}" if found else None


def address(row: Paper) -> str:
    """Where it is downloaded."""
    return f"/media/{row.ref}/{row.file_name}"


def take_in(
    stream: BinaryIO, facts: Facts, by: uuid.UUID, *, office_id: uuid.UUID | None, offices: Offices
) -> Taken:
    """Keep a paper with its text; the same file again is the same paper, its facts unchanged.

    Raises BadPaper (nothing is kept then), or Unavailable when the store is away.
    """
    release()  # reading takes a second and must not hold a connection
    told = attachments.read(stream)
    same = select(Paper.id).where(Paper.digest == told.digest, _is_usable(offices)).limit(1)
    earlier = db.session.scalar(same)
    if earlier is not None:
        return Taken(earlier, is_new=False)
    row = _row(told, facts, by, office_id)
    paper_id, ref = row.id, row.ref
    with transaction() as session:
        session.add(row)
    release()
    store.opened().put(f"{ref}/tep.{told.kind}", told.raw, TYPES[told.kind])
    with transaction() as session:
        session.execute(update(Paper).filter_by(id=paper_id).values(is_ready=True))
        staff.record_act("paper.take_in", "paper", paper_id, by, office_id)
    return Taken(paper_id, is_new=True)


def _row(told: Read, facts: Facts, by: uuid.UUID, office_id: uuid.UUID | None) -> Paper:
    row = Paper(
        id=uuid.uuid4(),
        ref=secrets.token_hex(16),
        kind=told.kind,
        file_name=f"{_slug(facts)}.{told.kind}",
        text=told.text,
        folded_text=fold(told.text),
        office_id=office_id,
        digest=told.digest,
        size=len(told.raw),
        uploaded_at=clock.now(),
        uploaded_by=by,
        is_ready=False,
        is_gone=False,
    )
    _say(row, facts)
    return row


def _slug(facts: Facts) -> str:
    return (
        re.sub(r"[^a-z0-9]+", "-", fold(f"{facts.number} {facts.title}")).strip("-")[:70].strip("-") or "tep"
    )


def _say(row: Paper, facts: Facts) -> None:
    row.title, row.number, row.signed_on = facts.title, facts.number, facts.signed_on
    row.signer, row.is_shared = facts.signer, facts.is_shared
    row.folded = fold(f"{facts.number} {facts.title} {facts.signer}")


def describe(paper_id: uuid.UUID, facts: Facts, by: uuid.UUID) -> None:
    """Other words; its address stays, since texts hold it."""
    with transaction() as session:
        row = _there(session.get(Paper, paper_id, with_for_update=True))
        _say(row, facts)
        staff.record_act("paper.describe", "paper", paper_id, by, row.office_id)


def take_out(paper_id: uuid.UUID, by: uuid.UUID) -> None:
    """Nobody finds it any more, and its file is forgotten; Conflict while a text holds it."""
    with transaction() as session:
        row = _there(session.get(Paper, paper_id, with_for_update=True))
        if queries.uses(row.ref):
            raise Conflict("used")
        row.is_gone = True
        staff.record_act("paper.take_out", "paper", paper_id, by, row.office_id)


def _there(row: Paper | None) -> Paper:
    if row is None or row.is_gone or not row.is_ready:
        raise Missing("paper")
    return row


def sweep() -> int:
    """Forget the files of papers that were taken out or never finished; how many. Safe to do twice."""
    with transaction() as session:
        old = ~Paper.is_ready & (Paper.uploaded_at < clock.now() - UNFINISHED)
        rows = session.scalars(select(Paper).where(or_(Paper.is_gone, old)).limit(100)).all()
        gone = [(row.id, f"{row.ref}/tep.{row.kind}") for row in rows]
    release()
    for paper_id, name in gone:
        store.opened().forget(name)
        with transaction() as session:
            session.execute(delete(Paper).filter_by(id=paper_id))
    return len(gone)


def find(query: str, offices: Offices, page: int = 1) -> Found[Paper]:
    """Papers that hold every word asked for; those with it in number or title come first."""
    words = search.words(query)
    which = [
        _is_usable(offices),
        *(or_(Paper.folded.contains(word), Paper.folded_text.contains(word)) for word in words),
    ]
    total = db.session.scalar(select(func.count()).select_from(Paper).where(*which)) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    rows = select(Paper).where(*which)
    rows = rows.order_by(Paper.folded.contains(fold(query)).desc(), Paper.uploaded_at.desc(), Paper.id)
    return Found(db.session.scalars(rows.limit(PAGE).offset((page - 1) * PAGE)).all(), total, page)


def newest(offices: Offices, most: int) -> Sequence[Paper]:
    """What these offices may use, the newest first."""
    rows = select(Paper).where(_is_usable(offices)).options(defer(Paper.text), defer(Paper.folded_text))
    return db.session.scalars(rows.order_by(Paper.uploaded_at.desc(), Paper.id).limit(most)).all()


def paper(paper_id: uuid.UUID, offices: Offices) -> Paper:
    """A paper that these offices may use; another office's is Missing, like none (R21)."""
    found = db.session.scalar(select(Paper).where(Paper.id == paper_id, _is_usable(offices)))
    if found is None:
        raise Missing("paper")
    return found


def is_usable(ref: str, offices: Offices) -> bool:
    """Whether these offices may see it."""
    return bool(db.session.scalar(select(exists().where(Paper.ref == ref, _is_usable(offices)))))


def _is_usable(offices: Offices) -> ColumnElement[bool]:
    there = Paper.is_ready & ~Paper.is_gone
    if offices is None:
        return there & true()
    published = exists().where(Use.ref == Paper.ref, Use.is_public)
    return there & or_(Paper.office_id.in_(offices), Paper.is_shared, published)
