"""Meeting people on Zalo: who is behind an id, whether they follow, when they last did something."""

import datetime as dt
import uuid

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.citizens.models import Citizen, ZaloIdentity
from portal.citizens.operations import linking
from portal.core.db import transaction


def meet(oa_id: str, user_id: str, at: dt.datetime, user_id_by_app: str | None = None) -> uuid.UUID:
    """The citizen behind a Zalo id, made when this is the first we hear of them.

    Two processes that meet the same person at once agree on one citizen.
    """
    with transaction() as session:
        known = _citizen_of(session, oa_id, user_id)
        if known is None:
            known = _make(session, oa_id, user_id, at)
        return _learn_app_id(session, oa_id, user_id, user_id_by_app, known) if user_id_by_app else known


def _learn_app_id(
    session: Session, oa_id: str, user_id: str, user_id_by_app: str, known: uuid.UUID
) -> uuid.UUID:
    """Zalo says under which id our app knows them: whoever signed in with that id is the same person."""
    is_new = session.scalars(
        update(ZaloIdentity)
        .where(ZaloIdentity.oa_id == oa_id, ZaloIdentity.user_id == user_id)
        .where(ZaloIdentity.user_id_by_app.is_distinct_from(user_id_by_app))
        .values(user_id_by_app=user_id_by_app)
        .returning(ZaloIdentity.id)
        .execution_options(synchronize_session=False)
    ).all()
    return linking.join_login(user_id_by_app, known) if is_new else known


def _citizen_of(session: Session, oa_id: str, user_id: str) -> uuid.UUID | None:
    return session.scalar(select(ZaloIdentity.citizen_id).filter_by(oa_id=oa_id, user_id=user_id))


def _make(session: Session, oa_id: str, user_id: str, at: dt.datetime) -> uuid.UUID:
    citizen_id = uuid.uuid4()
    session.execute(insert(Citizen).values(id=citizen_id, locale="vi", created_at=at))
    identity = (
        insert(ZaloIdentity)
        .values(citizen_id=citizen_id, oa_id=oa_id, user_id=user_id, is_following=False)
        .on_conflict_do_nothing()
        .returning(ZaloIdentity.citizen_id)
    )
    if session.scalar(identity) is not None:
        return citizen_id
    session.execute(delete(Citizen).where(Citizen.id == citizen_id))
    return session.scalars(select(ZaloIdentity.citizen_id).filter_by(oa_id=oa_id, user_id=user_id)).one()


def follow(oa_id: str, user_id: str, at: dt.datetime, user_id_by_app: str | None = None) -> uuid.UUID:
    """They follow the Official Account since `at`; an older word than the last known changes nothing."""
    with transaction() as session:
        citizen_id = touch(oa_id, user_id, at, user_id_by_app)
        _set_following(session, oa_id, user_id, at, is_following=True)
        return citizen_id


def unfollow(oa_id: str, user_id: str, at: dt.datetime, user_id_by_app: str | None = None) -> uuid.UUID:
    """They stopped following at `at`; an older word than the last known changes nothing."""
    with transaction() as session:
        citizen_id = meet(oa_id, user_id, at, user_id_by_app)
        _set_following(session, oa_id, user_id, at, is_following=False)
        return citizen_id


def _set_following(
    session: Session, oa_id: str, user_id: str, at: dt.datetime, *, is_following: bool
) -> None:
    last = ZaloIdentity.follow_changed_at
    # Both in one millisecond: silence is the safer reading, in whichever order they arrive.
    newer = last < at if is_following else last <= at
    session.execute(
        update(ZaloIdentity)
        .where(ZaloIdentity.oa_id == oa_id, ZaloIdentity.user_id == user_id, or_(last.is_(None), newer))
        .values(is_following=is_following, follow_changed_at=at)
    )


def touch(oa_id: str, user_id: str, at: dt.datetime, user_id_by_app: str | None = None) -> uuid.UUID:
    """They did something at `at` that opens Zalo's window for answers; meets them when need be.

    Whoever was erased or merged while we looked is met again, so that nothing is written about the gone one.
    """
    with transaction() as session:
        while True:
            meet(oa_id, user_id, at, user_id_by_app)
            citizen_id = session.scalar(
                update(ZaloIdentity)
                .where(ZaloIdentity.oa_id == oa_id, ZaloIdentity.user_id == user_id)
                .values(last_interaction_at=func.greatest(ZaloIdentity.last_interaction_at, at))
                .returning(ZaloIdentity.citizen_id)
                .execution_options(synchronize_session=False)
            )
            if citizen_id is not None:
                return citizen_id
