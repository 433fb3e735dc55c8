"""Learning which numbers a person has, and how sure we are of it (R15)."""

import uuid

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert

from portal.citizens.forms import parse_phone
from portal.citizens.models import Phone, Proof
from portal.core import clock
from portal.core.crypto import fingerprint as fingerprint_of
from portal.core.db import transaction
from portal.core.errors import Refused


def learn_phone(citizen_id: uuid.UUID, number: str, proof: Proof, told_by: str) -> str:
    """Keep that a person has a number; its fingerprint. A claim never lowers what was verified.

    Several people may claim one number. Raises Refused for what is no Vietnamese number.
    """
    parsed = parse_phone(number)
    if parsed is None:
        raise Refused("not a Vietnamese phone number")
    mark = fingerprint_of(parsed)
    row = insert(Phone).values(
        citizen_id=citizen_id, fingerprint=mark, number=parsed, proof=proof, told_by=told_by, at=clock.now()
    )
    told = row.excluded
    better = (Phone.proof == Proof.CLAIMED) & (told.proof == Proof.VERIFIED)
    with transaction() as session:
        session.execute(
            row.on_conflict_do_update(
                index_elements=[Phone.citizen_id, Phone.fingerprint],
                set_={
                    name: case((better, getattr(told, name)), else_=getattr(Phone, name))
                    for name in ("proof", "told_by", "at")
                },
            )
        )
    return mark
