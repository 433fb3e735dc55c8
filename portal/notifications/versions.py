"""One subject in order: an older version never goes out after a newer one (R6)."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import (
    CTE,
    Integer,
    Uuid,
    and_,
    case,
    column,
    exists,
    func,
    or_,
    select,
    update,
    values,
)
from sqlalchemy.orm import Session, aliased

from portal.core.many import among
from portal.notifications.merging import MERGED, WAITING
from portal.notifications.models import Intent, State

NOT_GONE = (State.QUEUED, State.UNKNOWN, State.QUARANTINED)


def close_older(session: Session, ids: Sequence[uuid.UUID]) -> None:
    """Older versions of these that are not on the wire are superseded; unknown and quarantined ones too.

    Those that waited for a quick succession to end say that they were merged.
    Rows somebody is just marking are skipped, so that nobody waits for anybody here.
    """
    newer = aliased(Intent)
    is_not_gone = or_(
        Intent.state.in_(NOT_GONE), and_(Intent.state == State.SENDING, Intent.is_on_wire.is_(False))
    )
    older = (
        select(Intent.id)
        .join(newer, and_(newer.subject_id == Intent.subject_id, newer.citizen_id == Intent.citizen_id))
        .where(among(newer.id, ids), newer.subject_version > Intent.subject_version, is_not_gone)
        .with_for_update(of=Intent, skip_locked=True)
        .cte("older")
    )
    _supersede(session, older)


def close_untrue(
    session: Session, subject_kind: str, now: Mapping[uuid.UUID, int], kinds: Collection[str]
) -> None:
    """Messages of these kinds about versions before the one of now, without a newer one in their place."""
    versions = values(column("id", Uuid), column("version", Integer), name="now").data(sorted(now.items()))
    untrue = (
        select(Intent.id)
        .join(versions, Intent.subject_id == versions.c.id)
        .where(
            Intent.subject_kind == subject_kind,
            Intent.subject_version < versions.c.version,
            Intent.kind.in_(sorted(kinds)),
            or_(
                Intent.state == State.QUEUED,
                and_(Intent.state == State.SENDING, Intent.is_on_wire.is_(False)),
            ),
        )
        .with_for_update(of=Intent, skip_locked=True)
        .cte("untrue")
    )
    _supersede(session, untrue)


def _supersede(session: Session, which: CTE) -> None:
    session.execute(
        update(Intent)
        .where(Intent.id == which.c.id)
        .values(
            state=State.SUPERSEDED,
            reason=case((Intent.reason == WAITING, MERGED), else_="newer_version"),
            due_at=None,
            lease_token=None,
            settled_at=func.clock_timestamp(),
        )
        .execution_options(synchronize_session=False)
    )


def outdated(session: Session, ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those for whose subject and person a newer version is owed."""
    newer = aliased(Intent)
    is_outdated = exists(newer.id).where(
        newer.subject_id == Intent.subject_id,
        newer.citizen_id == Intent.citizen_id,
        newer.subject_version > Intent.subject_version,
    )
    return set(session.scalars(select(Intent.id).where(Intent.id.in_(ids), is_outdated)))


def behind_older(session: Session, ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those whose older version somebody is sending at this moment."""
    older = aliased(Intent)
    is_behind = exists(older.id).where(
        older.subject_id == Intent.subject_id,
        older.citizen_id == Intent.citizen_id,
        older.subject_version < Intent.subject_version,
        older.state == State.SENDING,
    )
    return set(session.scalars(select(Intent.id).where(Intent.id.in_(ids), is_behind)))
