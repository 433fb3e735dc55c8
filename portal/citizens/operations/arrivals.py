"""Many people at once, as Zalo's list of followers names them: ids only, nobody's name or number."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.citizens.models import Citizen, ZaloIdentity
from portal.core.db import transaction


def meet_followers(oa_id: str, user_ids: Sequence[str], at: dt.datetime) -> int:
    """Everybody named follows at `at`, the moment the list was asked for; how many we had not met.

    A newer word about somebody (an event that came meanwhile) stands. A repeat changes nothing.
    """
    if not user_ids:
        return 0
    last = ZaloIdentity.follow_changed_at
    with transaction() as session:
        known = set(
            session.scalars(
                select(ZaloIdentity.user_id).where(
                    ZaloIdentity.oa_id == oa_id, ZaloIdentity.user_id.in_(user_ids)
                )
            )
        )
        # In one order, so that two lists that name the same people never wait for each other.
        people = {user_id: uuid.uuid4() for user_id in sorted(set(user_ids) - known)}
        _add(oa_id, people, at)
        session.execute(
            update(ZaloIdentity)
            .where(
                ZaloIdentity.oa_id == oa_id,
                ZaloIdentity.user_id.in_(user_ids),
                ZaloIdentity.is_following.is_(False),
                or_(last.is_(None), last < at),
            )
            .values(is_following=True, follow_changed_at=at)
            .execution_options(synchronize_session=False)
        )
    return len(people)


def _add(oa_id: str, people: dict[str, uuid.UUID], at: dt.datetime) -> None:
    if not people:
        return
    with transaction() as session:
        session.execute(
            insert(Citizen).values([{"id": id_, "locale": "vi", "created_at": at} for id_ in people.values()])
        )
        rows = [
            {"citizen_id": id_, "oa_id": oa_id, "user_id": user_id, "is_following": False}
            for user_id, id_ in people.items()
        ]
        taken = session.scalars(
            insert(ZaloIdentity).values(rows).on_conflict_do_nothing().returning(ZaloIdentity.citizen_id)
        ).all()
        lost = set(people.values()) - set(taken)  # an event met them in the same moment
        if lost:
            session.execute(delete(Citizen).where(Citizen.id.in_(lost)))


def count_following(oa_id: str) -> int:
    """How many followers of the account we know."""
    with transaction() as session:
        return (
            session.scalar(
                select(func.count(ZaloIdentity.id)).where(
                    ZaloIdentity.oa_id == oa_id, ZaloIdentity.is_following
                )
            )
            or 0
        )
