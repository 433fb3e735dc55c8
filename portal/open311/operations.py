"""Taking a report of another system in, once."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock, crypto
from portal.core.db import transaction
from portal.feedback import operations as feedback
from portal.feedback.errands import operations as errands
from portal.feedback.errands.models import Origin
from portal.feedback.models import Feedback, Kind
from portal.open311.forms import Report
from portal.open311.messages import SERVICES
from portal.open311.models import Open311Request


@dataclass(frozen=True)
class Taken:
    """What the sender is told."""

    id: uuid.UUID
    code: str  # the tracking code, for the person who reported


def receive(client: str, told: Report) -> Taken:
    """Write it down as a field report; the very same report of a client on the same day is the same request.

    GeoReport has no key against repeats, so the report itself is one. Its photos are fetched soon, each once.
    """
    said = "|".join(
        str(part) for part in (client, clock.today(), told.service, told.text, told.place, told.at)
    )
    once_key = uuid.UUID(crypto.fingerprint(f"open311|{said}|{told.phone}|{told.email}")[:32])
    text = f"{SERVICES[told.service].name}: {told.text}"[:2000]
    with transaction() as session:
        code = feedback.receive(
            feedback.Told(
                once_key=once_key,
                kind=Kind.FIELD_REPORT,
                text=text,
                place=told.place,
                at=told.at,
                name=told.name,
                phone=told.phone,
                email=told.email,
            )
        )
        feedback_id = session.scalars(select(Feedback.id).filter_by(code=code)).one()
        row = insert(Open311Request).values(
            feedback_id=feedback_id, client=client, service_code=told.service, at=clock.now()
        )
        session.execute(row.on_conflict_do_nothing())
        errands.owe(feedback_id, Origin.OPEN311, told.media)
    return Taken(feedback_id, code)
