"""A phone that somebody gave at the counter or on the telephone, beside those the one-stop system told."""

import uuid

from sqlalchemy.dialects.postgresql import insert

from portal.citizens.forms import parse_phone
from portal.core.crypto import fingerprint
from portal.core.db import transaction
from portal.core.errors import Refused
from portal.dossiers.models import DossierContact, Standing


def add_contact(dossier_id: uuid.UUID, number: str) -> str:
    """Keep the number with the dossier; its fingerprint. A push does not take it away; a repeat adds nothing.

    Raises Refused for what is no Vietnamese number.
    """
    parsed = parse_phone(number)
    if parsed is None:
        raise Refused("not a Vietnamese phone number")
    mark = fingerprint(parsed)
    row = insert(DossierContact).values(
        dossier_id=dossier_id, standing=Standing.DESK, fingerprint=mark, number=parsed
    )
    with transaction() as session:
        session.execute(row.on_conflict_do_nothing())
    return mark
