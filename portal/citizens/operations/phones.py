"""Learning which numbers a person has, and how sure we are of it (R15)."""

import uuid

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert

from portal.citizens.forms import parse_phone
from portal.citizens.models import Citizen, Phone, Proof
from portal.core import clock
from portal.core.crypto import fingerprint as fingerprint_of
from portal.core.db import transaction
from portal.core.errors import Refused


def meet_by_number(number: str, told_by: str) -> uuid.UUID:
    """Somebody of whom we know no more than a number, made now: whoever has it is another row until they say.

    Raises Refused for what is no Vietnamese number.
    """
    with transaction() as session:
        citizen_id = uuid.uuid4()
        session.execute(insert(Citizen).values(id=citizen_id, locale="vi", created_at=clock.now()))
        learn_phone(citizen_id, number, Proof.CLAIMED, told_by)
        return citizen_id


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
