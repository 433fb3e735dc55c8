"""Erasing by phone number: whoever has it, and what hangs on the number alone."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import text

from portal.citizens import operations as citizens
from portal.citizens.models import Proof
from portal.core import clock
from portal.core.db import transaction
from portal.operating.people import finding

HOW = "data_request"
# What hangs on the number alone. Dossiers keep it: the file is the one-stop system's.
_ALONE = (
    """UPDATE consent SET withdrawn_at = :at, withdrawn_how = :how
       WHERE fingerprint = :print AND withdrawn_at IS NULL""",
    "UPDATE counter_visit SET number = NULL WHERE fingerprint = :print",
    """UPDATE feedback SET citizen_id = NULL, name = NULL, phone = NULL, phone_fingerprint = NULL,
       email = NULL, address = NULL WHERE phone_fingerprint = :print""",
    "DELETE FROM zalo_guest WHERE fingerprint = :print",
    "DELETE FROM official_phone WHERE fingerprint = :print",
)
STAYS = (
    "dossiers and their contact number: the one-stop system's file, which tells it again",
    "that a message was owed and what became of it, without its words",
    "that a consent was given and ended",
    "feedback itself, which no longer says whose it was",
)


def erase(fingerprint: str, *, with_claimed: bool, evidence: str) -> list[uuid.UUID]:
    """Forget everybody who has proven this number, with `with_claimed` whoever only typed it as well.

    In one commit: people as `citizens.erase` does, then what hangs on the number alone. A number that was
    only claimed leaves its people otherwise, since it may be somebody else's. A repeat changes nothing.
    """
    done = []
    with transaction() as session:
        values = {"print": fingerprint, "at": clock.now(), "how": HOW}
        for person in finding.people(fingerprint):
            if with_claimed or person.proof is Proof.VERIFIED:
                citizens.erase(person.id, HOW, evidence)
                done.append(person.id)
        session.execute(text("DELETE FROM phone WHERE fingerprint = :print"), {"print": fingerprint})
        for statement in _ALONE:
            session.execute(text(statement), {k: v for k, v in values.items() if f":{k}" in statement})
    return done


def left(fingerprint: str, ids: Collection[uuid.UUID]) -> dict[str, int]:
    """Table -> rows that still hang on the number or these people; for the proof after an erasure."""
    return {name: len(rows) for name, rows in finding.everything(fingerprint, _listed(ids)).items()}


def _listed(ids: Collection[uuid.UUID]) -> Sequence[uuid.UUID]:
    return list(ids)
