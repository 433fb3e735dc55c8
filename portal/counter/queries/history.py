"""One message from the push that caused it to the citizen's tap."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import func, or_, select

from portal.citizens.models import Consent, Phone, Purpose
from portal.core import crypto, settings
from portal.core.db import db
from portal.core.errors import Missing
from portal.counter.models import CounterVisit
from portal.counter.queries import listing, worded
from portal.counter.queries.visits import Offices
from portal.dossiers.models import Dossier, DossierLink, StatusEvent
from portal.notifications import messages as notices
from portal.notifications import ratings, steps
from portal.notifications.models import Attempt, ChannelStep, Intent, MessageTemplate
from portal.notifications.untold import Untold
from portal.staff.models import StaffUser


@dataclass(frozen=True)
class Cause:
    """The status that was told, which this message passes on."""

    client: str
    webhook_id: str
    received_at: dt.datetime
    event_time: dt.datetime
    status: int | None
    version: int


@dataclass(frozen=True)
class Tap:
    """How often the link of the message was opened."""

    uses: int
    first_at: dt.datetime | None
    last_at: dt.datetime | None


@dataclass(frozen=True)
class Yes:
    """The consent the message stands on."""

    channel: str
    text_version: str
    given_at: dt.datetime
    officer: str | None
    client: str | None
    withdrawn_at: dt.datetime | None


@dataclass(frozen=True)
class History:
    """Everything that is known of one message."""

    intent: Intent
    dossier: Dossier | None
    visit_id: uuid.UUID | None
    cause: Cause | None
    yes: Yes | None
    template_version: int
    text: str | None  # None once the person was erased
    attempts: tuple[Attempt, ...]
    worded: dict[uuid.UUID, worded.Worded]  # what attempts by other channels said, in their own words
    steps: tuple[ChannelStep, ...]  # channels it left, and why
    tap: Tap | None  # None where the message has no link of ours
    others: tuple[listing.Brief, ...]  # the same message, sent again
    untold_id: uuid.UUID | None
    ratings: tuple[ratings.Rating, ...]  # what the citizen thought of it


def find(intent_id: uuid.UUID, offices: Offices, officer_id: uuid.UUID) -> History:
    """The whole way of one message; raises Missing, also for another office's."""
    asked = listing.scoped(select(Intent, Dossier, CounterVisit.id), offices, officer_id)
    row = db.session.execute(asked.where(Intent.id == intent_id)).first()
    if row is None:
        raise Missing("no such message here")
    intent, dossier, visit_id = row
    template = db.session.get_one(MessageTemplate, intent.template_id)
    attempts = tuple(db.session.scalars(select(Attempt).filter_by(intent_id=intent.id).order_by(Attempt.n)))
    return History(
        intent,
        dossier,
        visit_id,
        _cause(intent) if dossier else None,
        _yes(intent),
        template.version,
        _text(template.body, intent),
        attempts,
        worded.of(intent, attempts),
        tuple(steps.of(db.session(), intent.id)),
        _tap(intent),
        tuple(listing.others(intent)),
        db.session.scalar(
            select(Untold.id).where(or_(Untold.intent_id == intent.id, Untold.first_intent_id == intent.id))
        ),
        tuple(ratings.of_intent(intent.id)),
    )


def _cause(intent: Intent) -> Cause | None:
    row = db.session.execute(
        select(
            StatusEvent.client,
            StatusEvent.webhook_id,
            StatusEvent.received_at,
            StatusEvent.event_time,
            StatusEvent.status,
            StatusEvent.version,
        ).filter_by(dossier_id=intent.subject_id, version=intent.subject_version)
    ).first()
    return Cause(*row) if row else None


def _yes(intent: Intent) -> Yes | None:
    """The newest consent that this person, or whoever has their number, gave for the dossier or for all."""
    if intent.consent_needed is None:
        return None
    from_phones = select(Phone.fingerprint).filter_by(citizen_id=intent.citizen_id)
    row = db.session.execute(
        select(
            Consent.channel,
            Consent.text_version,
            Consent.given_at,
            StaffUser.name,
            Consent.client,
            Consent.withdrawn_at,
        )
        .outerjoin(StaffUser, StaffUser.id == Consent.officer_id)
        .where(
            Consent.purpose == Purpose(intent.consent_needed),
            Consent.text_version != "withdrawal",
            or_(Consent.citizen_id == intent.citizen_id, Consent.fingerprint.in_(from_phones)),
            or_(Consent.dossier_id.is_(None), Consent.dossier_id == intent.subject_id),
        )
        .order_by(Consent.withdrawn_at.is_(None).desc(), Consent.given_at.desc())
        .limit(1)
    ).first()
    return Yes(*row) if row else None


def _text(body: str, intent: Intent) -> str | None:
    try:
        return notices.render(body, intent.params)
    except ValueError:
        return None


def _tap(intent: Intent) -> Tap | None:
    """Our links in the message are its own: whoever opened one had this message."""
    tokens = list(_tokens(intent))
    if not tokens:
        return None
    row = db.session.execute(
        select(
            func.coalesce(func.sum(DossierLink.uses), 0),
            func.min(DossierLink.first_used_at),
            func.max(DossierLink.last_used_at),
        ).where(DossierLink.token_hash.in_([crypto.digest(token) for token in tokens]))
    ).one()
    return Tap(*row)


def _tokens(intent: Intent) -> Iterator[str]:
    own = urlsplit(settings.get().base_url)
    for button in notices.buttons_of(intent.params):
        link = urlsplit(button.payload)
        if button.kind == "url" and link.netloc == own.netloc and link.path.startswith("/h/"):
            yield link.path.removeprefix("/h/").rstrip("/")
