"""One person under several of Zalo's ids: joined on an exact match of what Zalo says, never by a phone."""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.citizens.models import Citizen, ZaloIdentity, ZaloLogin
from portal.citizens.operations.merging import final, merge
from portal.core import clock, settings
from portal.core.db import transaction


@dataclass(frozen=True)
class Recognised:
    """Who signed in: the row of their sign-in id, and the person behind it."""

    login_id: int
    citizen_id: uuid.UUID


def recognise(login_id: str, name: str | None, user_id_by_oa: str | None = None) -> Recognised:
    """The person who signed in with this id of our app; made when nobody is known by it.

    The same person as in the chat when the chat's events carry this id (`user_id_by_app`), or when Zalo told
    the account's id itself: then both become one. Else they stay apart until a code is typed in the chat.
    Two sign-ins at once agree on one person; a repeat only notes the time and the name.
    """
    with transaction() as session:
        app_id, now = settings.get().zalo_app_id, clock.now()
        lock = f"zalo_login|{app_id}|{login_id}"
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(lock, 0))))
        known = session.scalar(select(ZaloLogin.citizen_id).filter_by(app_id=app_id, login_id=login_id))
        chat, how = _in_chat(session, login_id, user_id_by_oa)
        citizen_id = known or chat or _new(session)
        if known and chat and known != chat:
            citizen_id = merge(chat, known, how)
        row = insert(ZaloLogin).values(
            citizen_id=citizen_id,
            app_id=app_id,
            login_id=login_id,
            user_id_by_oa=user_id_by_oa,
            display_name=name,
            first_at=now,
            last_at=now,
        )
        told = row.excluded
        newest = {
            "last_at": now,
            "display_name": func.coalesce(told.display_name, ZaloLogin.display_name),
            "user_id_by_oa": func.coalesce(told.user_id_by_oa, ZaloLogin.user_id_by_oa),
        }
        kept = row.on_conflict_do_update(index_elements=["app_id", "login_id"], set_=newest)
        row_id = session.scalars(kept.returning(ZaloLogin.id)).one()
        return Recognised(row_id, citizen_id)


def join_login(login_id: str, chat_citizen: uuid.UUID) -> uuid.UUID:
    """The chat tells an id of our app: whoever signed in with it is this person. The id standing for both."""
    with transaction() as session:
        app_id = settings.get().zalo_app_id
        known = session.scalar(select(ZaloLogin.citizen_id).filter_by(app_id=app_id, login_id=login_id))
        if known is None or known == chat_citizen:
            return chat_citizen
        return merge(chat_citizen, known, "app_id")


def _in_chat(session: Session, login_id: str, user_id_by_oa: str | None) -> tuple[uuid.UUID | None, str]:
    """Who of the chat this is by Zalo's own word, and which word it was."""
    ours = select(ZaloIdentity.citizen_id).filter_by(oa_id=settings.get().zalo_oa_id)
    by_oa = session.scalar(ours.filter_by(user_id=user_id_by_oa)) if user_id_by_oa else None
    if by_oa:
        return by_oa, "oa_id"
    # Should Zalo ever give one id to two people, nobody is joined by it.
    found = session.scalars(ours.filter_by(user_id_by_app=login_id).distinct().limit(2)).all()
    return (final(session, found[0]), "app_id") if len(found) == 1 else (None, "")


def _new(session: Session) -> uuid.UUID:
    citizen_id = uuid.uuid4()
    session.execute(insert(Citizen).values(id=citizen_id, locale="vi", created_at=clock.now()))
    return citizen_id
