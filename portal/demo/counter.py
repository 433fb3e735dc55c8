"""What a counter has seen before: phones in every state, people not told, a message that was read."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, update

from portal.citizens import operations as citizens
from portal.citizens.models import Proof, Purpose
from portal.core import crypto, settings
from portal.core.db import transaction
from portal.counter.forms import consent_version
from portal.dossiers import operations as dossiers
from portal.dossiers.models import Dossier, DossierLink
from portal.notifications import messages, worklist
from portal.notifications.models import Attempt, Intent, Outcome, State
from portal.notifications.worklist import NotTold

LONG_AN = "H63.95.01"


@dataclass(frozen=True)
class Sample:
    """A phone, since when its owner is silent, and what became of the last message to it."""

    phone: str
    dossier: str  # how its code ends, and where it was filed
    office: str
    silent_days: float | None  # None: nobody is known with this number
    follows: bool = True
    state: State | None = None
    reason: str | None = None
    error_code: int | None = None


SAMPLES = (
    Sample("0900000201", "0015", LONG_AN, 0.05, state=State.SENT),
    Sample("0900000103", "0007", LONG_AN, 12.0, state=State.REFUSED, reason="refused", error_code=-230),
    Sample("0900000105", "0010", LONG_AN, 3.0, follows=False, state=State.DROPPED, reason="not_following"),
    Sample("0900000106", "0013", LONG_AN, None),
    Sample("0900000101", "0005", "H63.95.03", 1.0, state=State.FAILED, reason="tries_used_up"),
)
"""Type these numbers at the counter to see each answer; the list of the unreached holds the last four."""


def load(now: dt.datetime) -> None:
    """Write the samples; nothing of it waits to be sent, and nobody in the pretend Zalo is meant."""
    with transaction() as session:
        for n, sample in enumerate(SAMPLES):
            dossier = session.scalars(
                select(Dossier).where(Dossier.code.like(f"{sample.office}-%-{sample.dossier}"))
            ).one()
            mark = dossiers.add_contact(dossier.id, sample.phone)
            citizens.agree(
                Purpose.DOSSIER_NOTIFY,
                fingerprint=mark,
                dossier_id=dossier.id,
                text_version=consent_version(),
                channel="desk",
                evidence=f"demo:{n}",
            )
            if sample.silent_days is None:
                worklist.note([NotTold(dossier.id, dossier.version, "dossier_processing", mark)])
            else:
                _tell(sample, dossier.id, now, f"80000000000000000{n:02}")
        worklist.gather()


def _tell(sample: Sample, dossier_id: uuid.UUID, now: dt.datetime, user_id: str) -> None:
    """Meet the person, owe the message, and write down how it ended before any worker could see it."""
    oa_id, last = settings.get().zalo_oa_id, now - dt.timedelta(days=sample.silent_days or 0)
    person = citizens.follow(oa_id, user_id, last)
    if not sample.follows:
        citizens.unfollow(oa_id, user_id, last + dt.timedelta(hours=1))
    citizens.learn_phone(person, sample.phone, Proof.CLAIMED, "zalo_submit_info")
    dossiers.tell_last(dossier_id, [person])
    sent_at = now - dt.timedelta(minutes=50)
    with transaction() as session:
        intent = session.scalars(select(Intent).filter_by(citizen_id=person, subject_id=dossier_id)).one()
        intent.state, intent.reason, intent.due_at = sample.state or State.SENT, sample.reason, None
        intent.created_at = intent.caused_at = sent_at
        intent.settled_at = sent_at + dt.timedelta(seconds=2)
        if sample.state is State.DROPPED:
            return
        intent.attempts = 1
        session.add(_attempt(sample, intent.id, sent_at))
        if sample.state is State.SENT:
            _tapped(intent.params, sent_at)


def _attempt(sample: Sample, intent_id: uuid.UUID, at: dt.datetime) -> Attempt:
    outcome = {State.SENT: Outcome.SENT, State.REFUSED: Outcome.REFUSED}
    is_sent = sample.state is State.SENT
    return Attempt(
        intent_id=intent_id,
        channel="zalo_cs",
        n=1,
        reference=crypto.token()[:11],
        reserved_at=at,
        marked_at=at,
        ended_at=at + dt.timedelta(seconds=1),
        outcome=outcome.get(sample.state or State.SENT, Outcome.NOT_SENT),
        error_code=sample.error_code,
        message_id=crypto.token()[:20] if is_sent else None,
        received_at=at + dt.timedelta(seconds=3) if is_sent else None,
        seen_at=at + dt.timedelta(minutes=4) if is_sent else None,
    )


def _tapped(params: Mapping[str, object], sent_at: dt.datetime) -> None:
    """The link of the message was opened twice."""
    address = messages.buttons_of(params)[0].payload
    first = sent_at + dt.timedelta(minutes=5)
    with transaction() as session:
        session.execute(
            update(DossierLink)
            .filter_by(token_hash=crypto.digest(address.rsplit("/", 1)[1]))
            .values(uses=2, first_used_at=first, last_used_at=first + dt.timedelta(minutes=9))
        )
