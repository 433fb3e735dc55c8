"""Who may see which picture, and how one is found again."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, exists, false, func, or_, select, true

from portal.core import search
from portal.core.db import db
from portal.core.errors import Missing
from portal.core.pictures import Shown
from portal.media.models import Paper, Picture, Use
from portal.places.models import Office

PAGE = 24
Row = TypeVar("Row")
Offices = frozenset[uuid.UUID] | None
"""Where somebody works; None is the whole province."""


@dataclass(frozen=True)
class Found(Generic[Row]):
    """One page of what was looked for."""

    rows: Sequence[Row]
    total: int
    page: int

    @property
    def last(self) -> int:
        """The last page's number."""
        return max(1, -(-self.total // PAGE))


def shown(row: Picture) -> Shown:
    """A picture as pages show it."""
    return Shown(row.ref, row.edition, row.width, row.height, "" if row.is_decorative else row.alt)


def find(query: str, offices: Offices, page: int = 1) -> Found[Picture]:
    """Pictures that these offices may use and whose words hold every word asked for, the newest first."""
    which = [_is_usable(offices), *(Picture.folded.contains(word) for word in search.words(query))]
    total = db.session.scalar(select(func.count()).select_from(Picture).where(*which)) or 0
    last = max(1, -(-total // PAGE))
    page = min(max(1, page), last)
    rows = select(Picture).where(*which).order_by(Picture.uploaded_at.desc(), Picture.id)
    return Found(db.session.scalars(rows.limit(PAGE).offset((page - 1) * PAGE)).all(), total, page)


def picture(picture_id: uuid.UUID, offices: Offices) -> Picture:
    """A picture that these offices may use; another office's is Missing, like none (R21)."""
    found = db.session.scalar(select(Picture).where(Picture.id == picture_id, _is_usable(offices)))
    if found is None:
        raise Missing("picture")
    return found


def is_own(row: Picture | Paper, offices: Offices) -> bool:
    """Whether these offices may change it: their own, or any for the whole province."""
    return offices is None or row.office_id in offices


def known(digest: str, offices: Offices) -> Picture | None:
    """The same file, when these offices have it already."""
    same = select(Picture).where(Picture.digest == digest, _is_usable(offices))
    return db.session.scalar(same.order_by(Picture.uploaded_at).limit(1))


def is_public(ref: str) -> bool:
    """Whether it stands in a published text."""
    return bool(db.session.scalar(select(exists().where(Use.ref == ref, Use.is_public))))


def is_usable(ref: str, offices: Offices) -> bool:
    """Whether these offices may see it."""
    return bool(db.session.scalar(select(exists().where(Picture.ref == ref, _is_usable(offices)))))


def uses(ref: str) -> Sequence[Use]:
    """Where it stands: published texts first, each text once."""
    rows = db.session.scalars(select(Use).where(Use.ref == ref).order_by(Use.is_public)).all()
    by_place = {use.place: use for use in rows}  # the published form comes last, and stays
    return sorted(by_place.values(), key=lambda use: (not use.is_public, search.sort_key(use.title)))


def offices_named(offices: Offices) -> list[tuple[uuid.UUID, str]]:
    """These offices with their names, in the order of the portal's pages."""
    rows = select(Office.id, Office.name).order_by(Office.place, Office.folded)
    return [
        (office_id, name)
        for office_id, name in db.session.execute(rows)
        if offices is None or office_id in offices
    ]


def _is_usable(offices: Offices) -> ColumnElement[bool]:
    there = Picture.is_ready & ~Picture.is_gone
    if offices is None:
        return there & true()
    own = Picture.office_id.in_(offices) if offices else false()
    published = exists().where(Use.ref == Picture.ref, Use.is_public)
    return there & or_(own, Picture.is_shared, published)
