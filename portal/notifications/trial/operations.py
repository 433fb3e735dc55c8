"""Inviting guests and going live; every act is written down."""

import uuid

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from portal.core import settings
from portal.core.crypto import fingerprint
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.notifications.trial.forms import number_of, user_of
from portal.staff import operations as staff
from portal.zalo.models import Guest, Trial

NOW = func.clock_timestamp()


def turn(*, on: bool, by: uuid.UUID | None) -> None:
    """Begin or end the trial. From its end everybody who agreed is told of what comes then.

    What the trial kept back is not sent afterwards: it told of days that have passed. Safe to repeat.
    """
    row = {"is_on": on, "changed_at": NOW, "changed_by": by}
    with transaction() as session:
        made = insert(Trial).values(oa_id=settings.get().zalo_oa_id, **row)
        session.execute(made.on_conflict_do_update(index_elements=["oa_id"], set_=row))
        staff.record_act("trial.on" if on else "trial.off", "zalo_oa", settings.get().zalo_oa_id, by)


def invite(said: str, note: str, by: uuid.UUID | None) -> bool:
    """Put a phone number or a Zalo user on the list; False when they stand there already."""
    number = number_of(said)
    row = {
        "id": uuid.uuid4(),
        "oa_id": settings.get().zalo_oa_id,
        "user_id": None if number else user_of(said),
        "fingerprint": fingerprint(number) if number else None,
        "number": number,
        "note": note or None,
        "added_at": NOW,
        "added_by": by,
    }
    if not (row["user_id"] or number):
        raise ValueError("neither a number nor a user")
    with transaction() as session:
        added = session.scalar(insert(Guest).values(row).on_conflict_do_nothing().returning(Guest.id))
        if added:
            staff.record_act("trial.invite", "zalo_guest", added, by)
    return added is not None


def dismiss(guest_id: uuid.UUID, by: uuid.UUID | None) -> None:
    """Take a guest from the list; Missing when nobody is there. The next call to Zalo knows it."""
    with transaction() as session:
        gone = delete(Guest).where(Guest.id == guest_id, Guest.oa_id == settings.get().zalo_oa_id)
        if session.scalar(gone.returning(Guest.id)) is None:
            raise Missing("no such guest")
        staff.record_act("trial.dismiss", "zalo_guest", guest_id, by)
