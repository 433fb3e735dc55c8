"""The tick at the counter: what a push says about consent becomes rows, provable and withdrawable."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from portal.citizens.models import Consent, Purpose
from portal.core import clock
from portal.dossiers.operations.history import State
from portal.dossiers.operations.many import among, put
from portal.notifications import worklist

TEXT = "counter-tick-1"
UNTICKED = "unticked_at_counter"

CONSENT = cast(Table, Consent.__table__)

Pair = tuple[uuid.UUID, str]


def tick(session: Session, states: Sequence[State], client: str, webhook_id: str) -> None:
    """A tick gives one consent for each phone and dossier, an unticked box takes it back, silence nothing.

    A system repeats its tick with every status: what somebody withdrew elsewhere stays withdrawn.
    """
    given = _pairs(state for state in states if state.tick is True)
    taken = _pairs(state for state in states if state.tick is False)
    if taken:
        ended = [row.id for row in _rows(session, taken) if row.withdrawn_at is None]
        session.execute(
            update(CONSENT)
            .where(among(CONSENT.c.id, ended))
            .values(withdrawn_at=clock.now(), withdrawn_how=UNTICKED)
        )
    new = given - _standing(session, given)
    if new:
        now = clock.now()
        rows = [
            {
                "id": uuid.uuid4(),
                "fingerprint": fingerprint,
                "dossier_id": dossier_id,
                "purpose": Purpose.DOSSIER_NOTIFY,
                "text_version": TEXT,
                "channel": "desk",
                "client": client,
                "evidence": webhook_id,
                "given_at": now,
            }
            for dossier_id, fingerprint in sorted(new)
        ]
        session.execute(put(CONSENT, rows))
    numberless = [s.id for s in states if s.tick is False and not s.is_new and not any(s.contacts.values())]
    if numberless:
        worklist.unticked(numberless)


def _pairs(states: Iterable[State]) -> set[Pair]:
    return {(s.id, mark) for s in states for marks in s.contacts.values() for mark in marks}


def _standing(session: Session, pairs: set[Pair]) -> set[Pair]:
    """Pairs that need no new row: consent stands, or was taken back by somebody else than the counter."""
    return {
        (row.dossier_id, row.fingerprint)
        for row in _rows(session, pairs)
        if row.withdrawn_at is None or row.withdrawn_how != UNTICKED
    }


def _rows(session: Session, pairs: set[Pair]) -> list[Any]:
    """Every consent there ever was for these phones and dossiers."""
    if not pairs:
        return []
    c = CONSENT.c
    found = session.execute(
        select(c.id, c.dossier_id, c.fingerprint, c.withdrawn_at, c.withdrawn_how).where(
            among(c.dossier_id, {dossier_id for dossier_id, _ in pairs}),
            c.purpose == Purpose.DOSSIER_NOTIFY,
        )
    )
    return [row for row in found if (row.dossier_id, row.fingerprint) in pairs]
