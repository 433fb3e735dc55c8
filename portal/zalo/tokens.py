"""The token in use: who calls Zalo asks `current()`, and says so when Zalo refuses it.

Changing it is operations/rotation.py; here nothing is ever asked of Zalo.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from flask import has_app_context
from pydantic import SecretStr
from sqlalchemy import Row, func, or_, select, update

from portal.core import db, settings
from portal.core.db import transaction
from portal.zalo.answers import NotNow
from portal.zalo.models import ZaloToken

REFUSED = -216
BELL = "tokens"
PROBE_SECONDS = 900.0  # after a refusal that a change did not heal: one look so often (CONTRACT.md 10)
NOW = func.clock_timestamp()
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Token:
    """An access token and which one it is; 0 is the one named in the settings."""

    value: SecretStr
    generation: int


_FACTS = (
    ZaloToken.access_token.is_not(None).label("has_access"),
    ZaloToken.refresh_token.is_not(None).label("has_refresh"),
    ZaloToken.generation,
    ZaloToken.issued_at,
    ZaloToken.expires_at,
    ZaloToken.consented_at,
    ZaloToken.due_at,
    ZaloToken.started_at,
    ZaloToken.refused_generation,
    ZaloToken.refused_at,
    ZaloToken.failures,
    ZaloToken.problem,
    ZaloToken.problem_at,
    ZaloToken.doubt_at,
    ZaloToken.consent_needed_at,
    NOW.label("now"),
)
_seen: dict[str, Token] = {}  # what this process read last, for threads that hold no database connection


def seconds(count: float) -> dt.timedelta:
    """A wait as this home counts it."""
    return dt.timedelta(seconds=settings.get().scaled(count))


def current() -> Token:
    """The access token to call Zalo with; NotNow while there is none.

    In a thread without the app (a call under way, R3 step 4) it is what this process read last.
    """
    oa_id = settings.get().zalo_oa_id
    if not has_app_context():
        if oa_id in _seen:
            return _seen[oa_id]
        raise NotNow("no token", code=REFUSED)
    found = _read(oa_id)
    if found is None:
        _seen.pop(oa_id, None)
        raise NotNow("no token", code=REFUSED)
    _seen[oa_id] = found
    return found


def _read(oa_id: str) -> Token | None:
    try:
        with transaction() as session:
            row = session.execute(
                select(ZaloToken.access_token, ZaloToken.generation).filter_by(oa_id=oa_id)
            ).one_or_none()
    except InvalidToken:
        log.exception("the access token cannot be opened: FIELD_KEYS lacks the key it was sealed with")
        return None
    if row is None:
        named = settings.get().zalo_access_token
        return Token(named, 0) if named else None
    return Token(SecretStr(row.access_token), row.generation) if row.access_token else None


def facts() -> Row[Any] | None:
    """All that may be told of the row, and `now` by the database's clock; the tokens stay sealed."""
    with transaction() as session:
        asked = select(*_FACTS).where(ZaloToken.oa_id == settings.get().zalo_oa_id)
        return session.execute(asked).one_or_none()


def is_held() -> bool:
    """Whether sending waits for a token: none or an old one, one that Zalo refused, or a person is needed.

    A refused token is tried again every quarter of an hour, in case the refusal was not about it.
    """
    row = facts()
    return settings.get().zalo_access_token is None if row is None else holds(row)


def holds(row: Row[Any]) -> bool:
    """Whether sending waits, as these facts stand."""
    is_old = row.expires_at is not None and row.expires_at <= row.now
    is_refused = row.refused_generation == row.generation and (
        row.refused_at is not None and row.refused_at > row.now - seconds(PROBE_SECONDS)
    )
    return not row.has_access or is_old or row.consent_needed_at is not None or is_refused


def report_refused(generation: int) -> bool:
    """Zalo refused this access token: hold sending and ask for the next one, unless it is there already.

    True when the refusal is about the token in use; a repeat changes nothing but the time (R14.6). Outside
    the app, in a call's thread, nothing is written: who records the call's outcome reports it.
    """
    if not has_app_context():
        return False
    oa_id = settings.get().zalo_oa_id
    with transaction() as session:
        is_ours = session.scalar(
            update(ZaloToken)
            .where(
                ZaloToken.oa_id == oa_id,
                ZaloToken.generation == generation,
                or_(ZaloToken.refused_at.is_(None), ZaloToken.refused_at <= NOW - seconds(1)),
            )
            .values(
                refused_generation=generation, refused_at=NOW, asked_at=func.coalesce(ZaloToken.asked_at, NOW)
            )
            .returning(ZaloToken.generation)
        )
        if is_ours is not None:
            db.notify(BELL)
            log.warning("Zalo refused the access token generation=%s", generation)
            return True
        return session.scalar(select(ZaloToken.generation).filter_by(oa_id=oa_id)) == generation
