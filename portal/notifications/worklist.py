"""Keeps the list of people we could not tell: who comes onto it, and who leaves it by itself."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from portal.citizens import queries as citizens
from portal.citizens import reach
from portal.citizens.models import Phone, Purpose
from portal.core.db import transaction
from portal.notifications.models import Intent, Lane, State
from portal.notifications.untold import NO_NUMBER, Closed, Untold

NOW = func.clock_timestamp()
NOT_TOLD = (State.REFUSED, State.FAILED, State.DROPPED, State.QUARANTINED)  # proven: nothing arrived
SILENCE = ("no_address", "not_following", "expired", "price_cap")
"""Why a dropped message leaves its person in silence; the others ended because the person said so."""
LOOK_BACK = dt.timedelta(days=7)
MOST = 5_000


@dataclass(frozen=True)
class NotTold:
    """News of a subject that nobody could be told: nobody is known to have its number, or it has none."""

    subject_id: uuid.UUID
    subject_version: int
    kind: str
    fingerprint: str


def note(news: Sequence[NotTold]) -> int:
    """Put them on the list, in the caller's transaction; a repeat adds nothing. How many are new."""
    if not news:
        return 0
    rows = [{"id": uuid.uuid4(), "at": NOW, **asdict(one)} for one in news]
    with transaction() as session:
        added = insert(Untold).values(rows).on_conflict_do_nothing().returning(Untold.id)
        return len(session.scalars(added).all())


def numberless(subjects: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of these, those that stand on the list for want of any number."""
    waits = (Untold.fingerprint == NO_NUMBER) & Untold.closed_at.is_(None)
    with transaction() as session:
        return set(session.scalars(select(Untold.subject_id).where(Untold.subject_id.in_(subjects), waits)))


def unticked(subjects: Collection[uuid.UUID]) -> int:
    """The tick was taken back where there is no number to hold it: they leave the list. How many left."""
    with transaction() as session:
        waiting = select(Untold.id).where(
            Untold.subject_id.in_(subjects), Untold.fingerprint == NO_NUMBER, Untold.closed_at.is_(None)
        )
        return close(session, session.scalars(waiting).all(), Closed.WITHDRAWN)


def gather() -> int:
    """Every message about a dossier that failed for good comes onto the list, each once; how many are new.

    Who was told meanwhile, or took the consent back, leaves it. Safe to repeat at any time.
    """
    failed = select(
        func.gen_random_uuid(),
        Intent.subject_id,
        Intent.subject_version,
        Intent.kind,
        Intent.id,
        Intent.id,
        func.coalesce(Intent.settled_at, NOW),
    ).where(
        Intent.state.in_(NOT_TOLD),
        Intent.subject_kind == "dossier",
        Intent.lane == Lane.DOSSIER,
        or_(Intent.state != State.DROPPED, Intent.reason.in_(SILENCE)),
        or_(Intent.settled_at.is_(None), Intent.settled_at > NOW - LOOK_BACK),
        ~exists().where(Untold.first_intent_id == Intent.id),
        ~exists().where(Untold.intent_id == Intent.id),
    )
    names = ["id", "subject_id", "subject_version", "kind", "first_intent_id", "intent_id", "at"]
    fresh = insert(Untold).from_select(names, failed, include_defaults=False)
    with transaction() as session:
        added = session.scalars(fresh.on_conflict_do_nothing().returning(Untold.id)).all()
        for how, rule in _rules():
            over = select(Untold.id).outerjoin(_MINE, _MINE.id == Untold.intent_id)
            close(session, session.scalars(over.where(Untold.closed_at.is_(None), rule)).all(), how)
        close(session, _unwilling(session), Closed.WITHDRAWN)
    return len(added)


_MINE, _LATER, _OTHER = aliased(Intent), aliased(Intent), aliased(Untold)


def _rules() -> tuple[tuple[Closed, ColumnElement[bool]], ...]:
    """How it may be over without an officer; for a message that failed, and for a number nobody has."""
    same = (_LATER.subject_id == Untold.subject_id, _LATER.subject_version > Untold.subject_version)
    told_later = exists().where(*same, _LATER.citizen_id == _MINE.citizen_id, _LATER.state == State.SENT)
    newer = (
        _OTHER.closed_at.is_(None),
        _OTHER.subject_id == Untold.subject_id,
        _OTHER.subject_version > Untold.subject_version,
    )
    listed_later = exists().where(
        *newer, _OTHER.intent_id == _LATER.id, _LATER.citizen_id == _MINE.citizen_id
    )
    number_later = exists().where(*newer, _OTHER.fingerprint == Untold.fingerprint)
    number_told = exists().where(
        _LATER.subject_id == Untold.subject_id,
        _LATER.subject_version >= Untold.subject_version,
        _LATER.state == State.SENT,
        _LATER.citizen_id == Phone.citizen_id,
        Phone.fingerprint == Untold.fingerprint,
    )
    has_message = Untold.intent_id.is_not(None)
    anybody_told = exists().where(
        _LATER.subject_id == Untold.subject_id,
        _LATER.subject_version >= Untold.subject_version,
        _LATER.state == State.SENT,
    )
    has_none = ~has_message & (Untold.fingerprint == NO_NUMBER)
    return (
        (Closed.TOLD, has_message & (_MINE.state == State.SENT)),
        (Closed.NEWER, has_message & or_(told_later, listed_later)),
        (Closed.CANCELLED, has_message & _MINE.state.in_((State.CANCELLED, State.SUPERSEDED))),
        (Closed.TOLD, ~has_message & number_told),
        (Closed.NEWER, ~has_message & number_later),
        (Closed.TOLD, has_none & anybody_told),
        (Closed.NEWER, has_none & exists().where(*newer)),
    )


def _unwilling(session: Session) -> list[uuid.UUID]:
    """Those on the list who do not agree any more to be told."""
    rows = session.execute(
        select(Untold.id, Untold.subject_id, Untold.fingerprint, Intent.citizen_id, Intent.consent_needed)
        .outerjoin(Intent, Intent.id == Untold.intent_id)
        .where(Untold.closed_at.is_(None))
        .limit(MOST)
    ).all()
    people = {(r.citizen_id, r.subject_id) for r in rows if r.citizen_id and r.consent_needed}
    numbers = {(r.fingerprint, r.subject_id) for r in rows if not r.citizen_id and r.fingerprint != NO_NUMBER}
    agreed: set[Any] = citizens.agreed(sorted(people), Purpose.DOSSIER_NOTIFY) | reach.numbers_agreed(numbers)
    asked = people | numbers
    return [r.id for r in rows if (r.citizen_id or r.fingerprint, r.subject_id) in asked - agreed]


def close(session: Session, ids: Collection[uuid.UUID], how: Closed) -> int:
    """They leave the list; who has left it stays gone. How many left now."""
    if not ids:
        return 0
    done = session.scalars(
        update(Untold)
        .where(Untold.id.in_(list(ids)), Untold.closed_at.is_(None))
        .values(closed_at=NOW, closed_how=how)
        .returning(Untold.id)
        .execution_options(synchronize_session=False)
    )
    return len(done.all())
