"""A try: the message as it would be, sent to the guests of the trial list and nobody else."""

import uuid

from sqlalchemy import func, select

from portal.broadcast import wording
from portal.broadcast.models import Broadcast
from portal.citizens.models import ZaloIdentity
from portal.core import limits
from portal.core.db import db
from portal.core.many import among
from portal.notifications import operations as notifications
from portal.notifications.models import Intent, Lane
from portal.notifications.operations import Owed
from portal.zalo import guests

KIND = "broadcast_test"
AN_HOUR = 20


def send(one: Broadcast) -> int:
    """Owe the guests who follow a message with these words; to how many. Never counts as sent."""
    limits.allow(limits.key("broadcast-test", str(one.id)), AN_HOUR, 3600)
    people = db.session.scalars(
        select(ZaloIdentity.citizen_id).where(
            ZaloIdentity.oa_id == one.oa_id,
            ZaloIdentity.is_following,
            among(ZaloIdentity.user_id, sorted(guests.listed().users)),
        )
    ).all()
    text, buttons, version = wording.text(one), wording.buttons(one), _next(one.id)
    owed = [
        Owed(
            person,
            KIND,
            "broadcast",
            one.id,
            version,
            params={"text": text},
            buttons=buttons,
            lane=Lane.REPLY,
            consent=None,
        )
        for person in people
    ]
    return notifications.notify(owed)


def _next(broadcast_id: uuid.UUID) -> int:
    last = db.session.scalar(
        select(func.max(Intent.subject_version)).where(Intent.subject_id == broadcast_id, Intent.kind == KIND)
    )
    return (last or 0) + 1
