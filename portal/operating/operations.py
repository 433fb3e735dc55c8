"""What an engineer does at the operations desk; every act is written down."""

import uuid

from sqlalchemy import func, update

from portal.core import queue
from portal.core.db import transaction
from portal.core.errors import Missing, Refused
from portal.notifications import stops
from portal.notifications.models import Periodic
from portal.operating import models as _models  # noqa: F401 - every table is known to whoever starts
from portal.operating.backup import holding
from portal.staff import operations as staff

LONGEST = 300


def stop_kind(kind: str, why: str, by: uuid.UUID) -> bool:
    """Hold a kind back, or with stops.TROUBLE all we tell by ourselves; False when it is held back already.

    Raises Refused without a reason, Missing for a kind that has no words.
    """
    why = " ".join(why.split())
    if not why or len(why) > LONGEST:
        raise Refused("a reason is needed")
    if kind != stops.TROUBLE and kind not in stops.known_kinds():
        raise Missing("no such kind")
    return stops.begin(kind, why, by)


def go_on(kind: str, by: uuid.UUID) -> int:
    """Let it go on, in its order; how many messages waited. Missing when it was not held back."""
    freed = stops.end(kind, by)
    if freed is None:
        raise Missing("not held back")
    return freed


def run_again(name: str, by: uuid.UUID) -> None:
    """Let the relay do this duty at its next look. Missing for one that did not fail."""
    with transaction() as session:
        due = update(Periodic).where(Periodic.name == name, Periodic.last_error.is_not(None))
        if session.scalar(due.values(due_at=func.clock_timestamp()).returning(Periodic.name)) is None:
            raise Missing("no such duty failed")
        staff.record_act("duty.again", "periodic", name, by)


def retry_job(job_id: str, by: uuid.UUID) -> bool:
    """Put a failed job back; False when it is not on the list any more."""
    if not queue.retry(job_id):
        return False
    staff.record_act("job.again", "job", job_id, by)
    return True


def forget_job(job_id: str, by: uuid.UUID) -> bool:
    """Take a failed job from the list; False when it is not there any more."""
    if not queue.forget(job_id):
        return False
    staff.record_act("job.forget", "job", job_id, by)
    return True


def confirm_sending(by: uuid.UUID) -> int:
    """Let a restored system send again; how many messages stay unknown. Conflict when none waits for it."""
    return holding.confirm(by)
