"""Messages on their way through the gates."""

import uuid

from sqlalchemy import select, text

from portal.core.db import db
from portal.notifications import gates, leases
from portal.notifications.models import Attempt


def pass_through(*ids: uuid.UUID) -> list[gates.Ready]:
    """Reserve these and send them through the gates."""
    return gates.pass_through(leases.reserve(ids))


def later(seconds: float) -> None:
    """Let every due time and lease be that much nearer."""
    db.session.execute(text("UPDATE intent SET due_at = due_at - make_interval(secs => :s)"), {"s": seconds})
    db.session.commit()


def attempts() -> int:
    """How many calls were begun."""
    db.session.rollback()
    return len(db.session.scalars(select(Attempt.id)).all())
