"""In which language somebody wants to be told."""

import uuid

from sqlalchemy import update

from portal.citizens.models import Citizen
from portal.core.db import transaction


def read_in(citizen_id: uuid.UUID, locale: str) -> None:
    """From now on their news are written in this language; what is owed already keeps its words."""
    with transaction() as session:
        session.execute(update(Citizen).where(Citizen.id == citizen_id).values(locale=locale))
