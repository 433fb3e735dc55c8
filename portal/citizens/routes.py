"""Signing in with Zalo: what it is for, out to Zalo's consent page, and back in whichever browser."""

import hmac

from flask import Blueprint, Response, request, session
from werkzeug.wrappers import Response as AnyResponse

from portal.citizens import access, operations
from portal.citizens.models import Surface
from portal.citizens.operations.signing import Failed
from portal.core import crypto, limits
from portal.core.access import public
from portal.core.web import browser, leave, page

bp = Blueprint("sign_in", __name__)
MINE = "/toi/"
_WAY = "zalo_way"
_WAYS_A_MINUTE = 20
_STATUS = {Failed.DECLINED: 200, Failed.OVER: 422, Failed.ABROAD: 503, Failed.AWAY: 503, Failed.SETUP: 503}


@bp.get("/dang-nhap/zalo")
@public
def ask() -> AnyResponse:
    """What signing in gives us and them, and the way to Zalo: a plain link, as web views need (8.4)."""
    return _asked()


def _asked(failed: Failed | None = None) -> Response:
    limits.allow(limits.key("zalo-way", browser()), _WAYS_A_MINUTE, 60)
    way = operations.leave()
    session.permanent = True
    session[_WAY] = crypto.digest(way.state)
    status = _STATUS[failed] if failed else 200
    return page("citizens/sign_in.html", personal=True, status=status, way=way.address, failed=failed)


@bp.get("/dang-nhap/zalo/ve")
@public
def come_back() -> AnyResponse:
    """From Zalo. In the browser that left, they are signed in; in any other one they are asked once more.

    Else a stranger could send somebody a way back of his own, and have them work in his name.
    """
    state = request.args.get("state", "")
    limits.allow(limits.key("zalo-back", browser()), _WAYS_A_MINUTE, 60)
    back = operations.come_back(state, request.args.get("code"))
    if isinstance(back, Failed):
        return _asked(back)
    left = session.pop(_WAY, "")
    if hmac.compare_digest(left, crypto.digest(state)):
        return _signed_in(back.ticket)
    name = operations.name_behind(back.ticket)
    return page("citizens/go_on.html", personal=True, ticket=back.ticket, name=name)


@bp.post("/dang-nhap/zalo/tiep")
@public
def go_on() -> AnyResponse:
    """ "Yes, that is me": the browser that Zalo came back to is signed in."""
    return _signed_in(request.form.get("ticket", ""))


def _signed_in(ticket: str) -> AnyResponse:
    citizen_id = operations.go_on(ticket)
    if citizen_id is None:
        return _asked(Failed.OVER)
    access.start(operations.begin(citizen_id, Surface.WEB, "zalo", access.device()))
    return leave(MINE)
