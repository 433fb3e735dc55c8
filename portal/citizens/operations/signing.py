"""Signing in with Zalo on the web: out to Zalo's consent page and back, bound by its state (CONTRACT.md 7).

The way back may end in another cookie jar than it began in (Safari to Zalo's own web view), so the state is
kept here and works without the browser's session; who comes back elsewhere is asked once more.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from pydantic import SecretStr
from sqlalchemy import select, update

from portal.citizens.models import SignIn, ZaloLogin
from portal.citizens.operations import linking
from portal.core import clock, crypto, db, settings
from portal.core.db import transaction
from portal.zalo import oauth, social
from portal.zalo.answers import ZaloError
from portal.zalo.social import SocialError, Why

BACK = "/dang-nhap/zalo/ve"
MINUTES = 10


class Failed(StrEnum):
    """Why nobody was signed in; each has its own sentence on the page."""

    DECLINED = "declined"  # no code came back: they said no at Zalo
    OVER = "over"  # state or code unknown, used or too old
    ABROAD = "abroad"
    AWAY = "away"
    SETUP = "setup"


@dataclass(frozen=True)
class Way:
    """A way out to Zalo: where to, and the state that leads back."""

    address: str
    state: str


@dataclass(frozen=True)
class Back:
    """Somebody came back and is known; the ticket lets this very browser go on, once."""

    ticket: str


def redirect_uri() -> str:
    """The callback as it is saved in Zalo's console; without a query."""
    return settings.get().base_url + BACK


def leave() -> Way:
    """Prepare a way to Zalo's consent page; good for ten minutes, once."""
    pkce, state, now = oauth.pkce(), crypto.token(), clock.now()
    with transaction() as session:
        session.add(
            SignIn(
                state_hash=crypto.digest(state),
                verifier=pkce.verifier.get_secret_value(),
                made_at=now,
                expires_at=now + dt.timedelta(minutes=MINUTES),
            )
        )
        session.flush()
    address = oauth.permission_url(
        oauth.SOCIAL_PERMISSION, redirect_uri=redirect_uri(), challenge=pkce.challenge, state=state
    )
    return Way(address, state)


def come_back(state: str, code: str | None) -> Back | Failed:
    """Zalo sent somebody back: buy their token with the code, ask who it is, and keep only that.

    The state counts once, whatever comes of it. No connection is held during the two calls; Zalo's token is
    dropped at once.
    """
    taken = _take(state)
    if taken is None:
        return Failed.OVER
    if not code:
        return Failed.DECLINED
    id_, verifier = taken
    db.release()
    try:
        form = oauth.exchange_form(code, SecretStr(verifier))
        pair = oauth.read(oauth.ask(oauth.SOCIAL_TOKEN, form, settings.get().zalo_timeout))
        who = social.profile(pair.access)
    except oauth.TokenRefused as refused:
        return Failed.SETUP if refused.code in (-14002, -14004) else Failed.OVER
    except ZaloError:
        return Failed.AWAY
    except SocialError as error:
        return _FAILED.get(error.why, Failed.AWAY)
    return _known(id_, who)


_FAILED = {Why.ABROAD: Failed.ABROAD, Why.SETUP: Failed.SETUP, Why.OVER: Failed.OVER}


def _take(state: str) -> tuple[uuid.UUID, str] | None:
    if not 16 <= len(state) <= 64:
        return None
    with transaction() as session:
        row = session.execute(
            update(SignIn)
            .where(
                SignIn.state_hash == crypto.digest(state),
                SignIn.returned_at.is_(None),
                SignIn.expires_at > clock.now(),
            )
            .values(returned_at=clock.now())
            .returning(SignIn.id, SignIn.verifier)
            .execution_options(synchronize_session=False)
        ).one_or_none()
    return (row.id, row.verifier) if row else None


def _known(id_: uuid.UUID, who: social.Profile) -> Back:
    ticket = crypto.token()
    with transaction() as session:
        found = linking.recognise(who.id, who.name, who.user_id_by_oa)
        session.execute(
            update(SignIn)
            .where(SignIn.id == id_)
            .values(login_id=found.login_id, ticket_hash=crypto.digest(ticket))
        )
    return Back(ticket)


def name_behind(ticket: str) -> str | None:
    """Whose sign-in a ticket stands for, as Zalo names them; empty without a name, None when it is over."""
    with transaction() as session:
        row = session.execute(
            select(ZaloLogin.display_name)
            .join(SignIn, SignIn.login_id == ZaloLogin.id)
            .where(
                SignIn.ticket_hash == crypto.digest(ticket),
                SignIn.used_at.is_(None),
                SignIn.expires_at > clock.now(),
            )
        ).one_or_none()
    return (row.display_name or "") if row else None


def go_on(ticket: str) -> uuid.UUID | None:
    """Who signed in with this ticket; it counts once. None when it is over."""
    now = clock.now()
    with transaction() as session:
        login = session.scalar(
            update(SignIn)
            .where(
                SignIn.ticket_hash == crypto.digest(ticket), SignIn.used_at.is_(None), SignIn.expires_at > now
            )
            .values(used_at=now)
            .returning(SignIn.login_id)
            .execution_options(synchronize_session=False)
        )
        return session.scalar(select(ZaloLogin.citizen_id).where(ZaloLogin.id == login)) if login else None
