"""Issuing papers: a number from the year's count, content frozen, a link of its own for the QR."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock, crypto, settings
from portal.core.db import transaction
from portal.dossiers.operations import links
from portal.dossiers.papers import titles
from portal.dossiers.papers.models import Paper, PaperCount, PaperKind

_LEVELS = ("Tỉnh ", "Thành phố ")


def issue(dossier_id: uuid.UUID, kind: PaperKind, key: str, on: dt.date, facts: Mapping[str, Any]) -> Paper:
    """The paper of this kind and key; issued now if it was not. A repeat gives the one that is there.

    Writes its number (none is skipped: the year's count is locked first), its content, and a link that the
    QR carries. The link stands in the sealed content, since a paper drawn again must be the same.
    """
    with transaction() as session:
        count = _locked(session, kind, on.year)
        there = session.scalar(select(Paper).filter_by(dossier_id=dossier_id, kind=kind, key=key))
        if there is not None:
            return there
        number = count.last + 1
        session.execute(update(PaperCount).filter_by(kind=kind, year=on.year).values(last=number))
        token = links.make_link(dossier_id, "paper")
        content = {**facts, **_frame(kind, on), "number": number, "link": links.link_address(token)}
        paper = Paper(
            dossier_id=dossier_id,
            kind=kind,
            key=key,
            year=on.year,
            number=number,
            issued_on=on,
            content=content,
            content_hash=hash_of(content),
            issued_at=clock.now(),
        )
        session.add(paper)
        session.flush()
        return paper


def _locked(session: Session, kind: PaperKind, year: int) -> PaperCount:
    """The year's count, until the transaction ends."""
    session.execute(insert(PaperCount).values(kind=kind, year=year, last=0).on_conflict_do_nothing())
    found = select(PaperCount).filter_by(kind=kind, year=year).with_for_update()
    return session.scalars(found, execution_options={"populate_existing": True}).one()


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a paper's content, keys in one order."""
    return crypto.digest(json.dumps(content, sort_keys=True, ensure_ascii=False))


def _frame(kind: PaperKind, on: dt.date) -> dict[str, Any]:
    """What stands around the facts, as it was on that day."""
    form, chosen = titles.form(kind, on), settings.get()
    place = chosen.province_name
    for level in _LEVELS:
        place = place.removeprefix(level)
    return {
        "form": form.number,
        "title": form.title,
        "decree": form.decree,
        "suffix": form.suffix,
        "issued_on": on.isoformat(),
        "place_name": place,
        "province": chosen.province_name,
        "oa_name": chosen.oa_name,
        "hotline": chosen.hotline,
    }
