"""The Mini App's sign-in: its Zalo token in, a short session of ours out (miniapp.md 8)."""

import logging

from flask import Blueprint, Response, jsonify, request
from pydantic import SecretStr
from werkzeug.wrappers import Response as AnyResponse

from portal.citizens import operations
from portal.citizens.models import Surface
from portal.core import db, limits
from portal.core.access import public
from portal.core.errors import Malformed, Unavailable, Unsigned
from portal.core.guard import csrf
from portal.core.web import browser, keep_private
from portal.zalo import social
from portal.zalo.social import SocialError, Why

bp = Blueprint("mini_session", __name__)
LONGEST = 4096  # signs of a token of Zalo's
PER_MINUTE = 20
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
