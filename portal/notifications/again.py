"""Sending again what is proven not to have arrived: an officer's act, a new row, never a second arrival."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core import db
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing
from portal.notifications import versions
from portal.notifications.models import Intent, State
from portal.notifications.untold import Untold
from portal.notifications.worklist import NOT_TOLD

NOW = func.clock_timestamp()


def send_again(untold_id: uuid.UUID, people: Sequence[uuid.UUID]) -> uuid.UUID | None:
    """Owe the message of a line of the list to these people anew, word for word; the id of the first.

    Each gets a row with its own `again`, and only where nothing of this message can have arrived: somebody
    who was sent it, or may have been, is passed over (None when that is everybody). A message that is under
    way already is a Conflict, so of two officers one sends.
    """
    with transaction() as session:
        line = session.scalar(select(Untold).filter_by(id=untold_id).with_for_update())
        if line is None or line.closed_at is not None or line.intent_id is None:
            raise Missing("not on the list any more")
        last = session.get_one(Intent, line.intent_id, with_for_update=True, populate_existing=True)
        if last.state not in NOT_TOLD:
            raise Conflict("it is under way")
        _take_back(session, last)
        made = [copy for who in people if (copy := _copied(session, last, who)) is not None]
        session.add_all(made)
        session.flush()
        if not made:
            return None
        line.intent_id = made[0].id
        versions.close_older(session, [copy.id for copy in made])
        db.notify("intents")
        return made[0].id


def _take_back(session: Session, last: Intent) -> None:
    """What was put aside must not wake up beside its copy."""
    if last.state is State.QUARANTINED:
        session.execute(
            update(Intent)
            .where(Intent.id == last.id, Intent.state == State.QUARANTINED)
            .values(state=State.FAILED, due_at=None, lease_token=None, settled_at=NOW)
            .execution_options(synchronize_session=False)
        )


def _copied(session: Session, last: Intent, who: uuid.UUID) -> Intent | None:
    same = {
        "kind": last.kind,
        "subject_id": last.subject_id,
        "subject_version": last.subject_version,
        "citizen_id": who,
    }
    # Two officers who mend two lines of one dossier to the same number are told apart here.
    lock = "|".join(str(part) for part in same.values())
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(lock, 0))))
    before = session.execute(select(Intent.again, Intent.state).filter_by(**same)).all()
    if any(row.state not in (*NOT_TOLD, State.CANCELLED) for row in before):
        return None
    return Intent(
        **same,
        id=uuid.uuid4(),
        again=1 + max((row.again for row in before), default=-1),
        lane=last.lane,
        subject_kind=last.subject_kind,
        oa_id=last.oa_id,
        template_id=last.template_id,
        params=last.params,
        consent_needed=last.consent_needed,
        state=State.QUEUED,
        reason="queued",
        due_at=NOW,
        created_at=NOW,
        caused_at=NOW,
    )


def attach(untold_id: uuid.UUID, intent_id: uuid.UUID) -> None:
    """A line without a message has one now, and follows it."""
    with transaction() as session:
        session.execute(
            update(Untold)
            .where(Untold.id == untold_id, Untold.closed_at.is_(None), Untold.intent_id.is_(None))
            .values(intent_id=intent_id)
        )
