"""What only the Mini App asks: a session for Zalo's token, its number, its place; and its platform's events.

miniapp.md 8. Zalo's tokens and the number's one-use codes are neither kept nor logged.
"""

import datetime as dt
import functools
import hashlib
import logging
import uuid
from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request
from pydantic import SecretStr
from werkzeug.wrappers import Response as AnyResponse

from portal.citizens import access, operations
from portal.citizens.fields import PhoneForm
from portal.citizens.models import Proof, Surface
from portal.core import db, limits
from portal.core.access import public, signed
from portal.core.errors import Malformed, Refused, TooMany, Unavailable, Unsigned
from portal.core.guard import csrf
from portal.core.web import browser, keep_private, page
from portal.zalo import mini_events, social
from portal.zalo.social import SocialError, Why

bp = Blueprint("mini_session", __name__)
LONGEST = 4096  # signs of a token of Zalo's
PER_MINUTE = 20
CODES_AN_HOUR = 10  # of one person: each costs a call to Zalo
LARGEST_EVENT = 16 * 1024
log = logging.getLogger(__name__)


@bp.post("/m/phien")
@public
def begin() -> AnyResponse:
    """Who holds this Zalo token gets a session: `{token, exp}`, kept in the app's memory only.

    401 when Zalo does not know the token, 503 when Zalo or our set-up is at fault. Zalo's token is dropped.
    """
    limits.allow(limits.key("mini-session", browser()), PER_MINUTE, 60)
    access = request.form.get("access_token", "")
    if not 0 < len(access) <= LONGEST or not access.isascii() or not access.isprintable():
        raise Malformed("no access_token")
    db.release()
    found = operations.recognise(*_who(SecretStr(access)))
    token = operations.begin(found.citizen_id, Surface.MINI, "mini_app", "Zalo Mini App")
    session = operations.resume(token, Surface.MINI)
    expires = int(session.expires_at.timestamp()) if session else 0
    return _told(token, expires)


csrf.exempt(begin)


def _who(access: SecretStr) -> tuple[str, str | None, str | None]:
    try:
        who = social.profile(access)
    except SocialError as error:
        if error.why in (Why.ABROAD, Why.SETUP):
            log.error("mini app sign-in refused why=%s code=%s", error.why, error.code)
        if error.why is Why.OVER:
            raise Unsigned("zalo token") from None
        raise Unavailable("zalo", retry_after=30) from None
    return who.id, who.name, who.user_id_by_oa


def _told(token: str, expires: int) -> Response:
    return keep_private(jsonify(token=token, exp=expires))


def _of_person(view: Callable[[uuid.UUID, SecretStr, SecretStr], Response]) -> Callable[[], Response]:
    """Call the view with who is signed in and with both tokens; 401 makes the app sign in and ask again."""

    @functools.wraps(view)
    def asked() -> Response:
        session = access.who()
        if session is None or session.citizen_id is None:
            raise Unsigned("nobody signed in")
        limits.allow(limits.key("mini-code", str(session.citizen_id)), CODES_AN_HOUR, 3600)
        tokens = [request.form.get(name, "") for name in ("access_token", "code")]
        if not all(0 < len(one) <= LONGEST and one.isascii() and one.isprintable() for one in tokens):
            raise Refused("no token")
        db.release()
        return view(session.citizen_id, SecretStr(tokens[0]), SecretStr(tokens[1]))

    return asked


def _by_hand(view: Callable[[], Response], piece: str) -> Callable[[], Response]:
    """Whatever Zalo does not tell is typed: 422 with the same field, empty."""

    @functools.wraps(view)
    def asked() -> Response:
        try:
            return view()
        except (SocialError, Refused, TooMany) as error:
            if isinstance(error, SocialError) and error.why in (Why.ABROAD, Why.SETUP):
                log.error("mini app code refused why=%s code=%s", error.why, error.code)
            return page(piece, personal=True, status=422, failed=True, form=PhoneForm())

    return asked


def _number(citizen_id: uuid.UUID, token: SecretStr, code: SecretStr) -> Response:
    number = social.phone(token, code)
    operations.learn_phone(citizen_id, number, Proof.VERIFIED, "mini_app")
    shown = f"0{number.removeprefix('84')}" if number.startswith("84") else number
    return page("citizens/_phone_field.html", personal=True, form=PhoneForm(data={"phone": shown}))


def _place(citizen_id: uuid.UUID, token: SecretStr, code: SecretStr) -> Response:
    at = social.place(token, code)
    log.info("mini app place told by %s", citizen_id)
    return page("citizens/_position.html", personal=True, latitude=at[0], longitude=at[1])


@bp.post("/m/so-dien-thoai")
@public
def number() -> Response:
    """The field for a number with the one that Zalo told for a one-use token; it is verified now (R15)."""
    return _by_hand(_of_person(_number), "citizens/_phone_field.html")()


@bp.post("/m/vi-tri")
@public
def place() -> Response:
    """Where the phone is, as hidden fields of the form that asked; kept only with that form, rounded."""
    return _by_hand(_of_person(_place), "citizens/_position.html")()


@bp.post("/m/zalo-webhook")
@signed
def told() -> Response:
    """An event of the Mini App's platform; who takes consent back is forgotten, a repeat does nothing."""
    request.max_content_length = LARGEST_EVENT
    raw = request.get_data(cache=False)
    event = mini_events.proven(raw, request.headers.get("X-ZEvent-Signature"))
    if event.get("event") == mini_events.REVOKED:
        _forget(event, hashlib.sha256(raw).hexdigest()[:32])
    elif event.get("event") == mini_events.REVIEWED:
        log.warning("mini app version reviewed status=%s", int(event.get("status") == 0))
    return Response("ok", mimetype="text/plain", headers={"Cache-Control": "no-store"})


csrf.exempt(told)


def _forget(event: dict[str, object], evidence: str) -> None:
    moment = str(event.get("timestamp", ""))
    if not moment.isascii() or not moment.isdigit() or len(moment) > 15:
        raise Malformed("no timestamp")
    seconds = int(moment) / (1000 if len(moment) > 10 else 1)
    at = dt.datetime.fromtimestamp(seconds, dt.UTC)
    is_done = operations.revoked(str(event.get("userId", "")), at, f"mini_event:{evidence}")
    log.warning("mini app consent revoked forgotten=%s", is_done)
