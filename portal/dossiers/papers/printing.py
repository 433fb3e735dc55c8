"""Which papers a dossier offers, and the PDF behind each: issued when first read, the same ever after."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from portal.core.db import db
from portal.core.documents import as_pdf
from portal.dossiers.deadlines import queries as deadlines
from portal.dossiers.models import Dossier, DossierContact, StatusEvent
from portal.dossiers.papers import layout, operations, sources, titles
from portal.dossiers.papers.models import Paper, PaperKind
from portal.dossiers.papers.sources import Source
from portal.dossiers.queries.privacy import masked_phone
from portal.places.models import Office

SLUGS = {PaperKind.RECEIPT: "tiep-nhan", PaperKind.SUPPLEMENT: "bo-sung", PaperKind.APOLOGY: "xin-loi"}


@dataclass(frozen=True)
class Offer:
    """A paper that may be opened; `ref` names it in addresses and tells nothing."""

    ref: str
    title: str
    on: dt.date


@dataclass(frozen=True)
class File:
    """A paper ready to send."""

    name: str
    raw: bytes
    paper_id: uuid.UUID


def offers(dossier_id: uuid.UUID) -> list[Offer]:
    """The papers of a dossier, newest first; none for one we do not know."""
    dossier = db.session.get(Dossier, dossier_id)
    if dossier is None:
        return []
    found = [_offer(one.kind, one.key, one.on) for one in sources.sources(dossier, _events(dossier_id))]
    made = db.session.scalars(select(Paper).filter_by(dossier_id=dossier_id, kind=PaperKind.APOLOGY))
    found += [_offer(paper.kind, paper.key, paper.issued_on) for paper in made]
    return sorted(found, key=lambda offer: (offer.on, offer.ref), reverse=True)


def pdf(dossier_id: uuid.UUID, ref: str, *, is_full: bool = False) -> File | None:
    """One paper; None when the dossier offers none so named. A receipt or request is issued if need be."""
    paper = _apology(dossier_id, ref) or _issued(dossier_id, ref)
    if paper is None:
        return None
    made = layout.document(paper.kind, paper.content, paper.content_hash, is_full=is_full)
    return File(f"{SLUGS[paper.kind]}-{paper.number}-{paper.year}.pdf", as_pdf(made), paper.id)


def _offer(kind: PaperKind, key: str, on: dt.date) -> Offer:
    return Offer(f"{SLUGS[kind]}-{key}", titles.form(kind, on).title, on)


def _events(dossier_id: uuid.UUID) -> list[StatusEvent]:
    return list(db.session.scalars(select(StatusEvent).filter_by(dossier_id=dossier_id)))


def _apology(dossier_id: uuid.UUID, ref: str) -> Paper | None:
    key = ref.removeprefix(f"{SLUGS[PaperKind.APOLOGY]}-")
    return db.session.scalar(
        select(Paper).filter_by(dossier_id=dossier_id, kind=PaperKind.APOLOGY, key=key[:40])
    )


def _issued(dossier_id: uuid.UUID, ref: str) -> Paper | None:
    dossier = db.session.get(Dossier, dossier_id)
    if dossier is None:
        return None
    for source in sources.sources(dossier, _events(dossier_id)):
        if ref == f"{SLUGS[source.kind]}-{source.key}":
            there = db.session.scalar(
                select(Paper).filter_by(dossier_id=dossier_id, kind=source.kind, key=source.key)
            )
            return there or _issue(dossier, source)
    return None


def _issue(dossier: Dossier, source: Source) -> Paper:
    office = db.session.get(Office, dossier.office_id) if dossier.office_id else None
    facts = sources.common(dossier, office, phones(dossier.id))
    if source.kind is PaperKind.RECEIPT:
        facts |= sources.receipt(dossier, office, source.event, deadlines.calendar(source.on))
    else:
        facts |= sources.supplement(dossier, office, source.event)
    return operations.issue(dossier.id, source.kind, source.key, source.on, facts)


def phones(dossier_id: uuid.UUID) -> list[str]:
    """The dossier's numbers, masked."""
    numbers = db.session.scalars(
        select(DossierContact.number).filter_by(dossier_id=dossier_id).order_by(DossierContact.id)
    )
    return list(dict.fromkeys(masked_phone(number) for number in numbers))
