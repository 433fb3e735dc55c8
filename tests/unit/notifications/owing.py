"""People, consents and messages owed, for tests of sending."""

import uuid
from itertools import count

from portal.citizens.models import Citizen, Consent, Purpose, ZaloIdentity
from portal.core import clock, settings
from portal.core.db import db
from portal.notifications import operations
from portal.notifications.models import Intent
from tests.factories import keep

number = count(1)


def person(*, follows: bool = True, agrees: bool = True) -> uuid.UUID:
    """Somebody on Zalo; following and with consent unless said otherwise."""
    citizen_id = keep(Citizen(created_at=clock.now())).id
    oa_id = settings.get().zalo_oa_id
    keep(
        ZaloIdentity(
            citizen_id=citizen_id, oa_id=oa_id, user_id=f"31215806{next(number):011}", is_following=follows
        )
    )
    if agrees:
        keep(
            Consent(
                citizen_id=citizen_id,
                purpose=Purpose.DOSSIER_NOTIFY,
                text_version="1",
                channel="oa",
                evidence="e1",
                given_at=clock.now(),
            )
        )
    return citizen_id


def owe(citizen_id: uuid.UUID, **over: object) -> uuid.UUID:
    """One message; its intent's id."""
    given = {
        "kind": "dossier_neutral",
        "subject_kind": "dossier",
        "subject_id": uuid.uuid4(),
        "subject_version": 1,
        "params": {"code": f"H80.1-250101-{next(number):04}"},
        **over,
    }
    operations.notify([operations.Owed(citizen_id=citizen_id, **given)])  # type: ignore[arg-type]
    found = (
        db.session.query(Intent.id)
        .filter_by(
            citizen_id=citizen_id,
            subject_id=given["subject_id"],
            subject_version=given["subject_version"],
            kind=given["kind"],
        )
        .one()
    )
    db.session.commit()
    return uuid.UUID(str(found.id))


def look(intent_id: uuid.UUID) -> Intent:
    """The intent as it is in the database now."""
    db.session.rollback()
    found = db.session.get(Intent, intent_id, populate_existing=True)
    assert found is not None
    return found
