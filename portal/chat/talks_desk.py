"""The desk of people who asked for a person: who waits, who answers them, and when the machine goes on."""

import uuid
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.chat import handovers, talks, waiting
from portal.chat.models import Talk
from portal.core import settings, watch, web
from portal.core.errors import Conflict
from portal.staff.access import Group, Permission, listed, needs

LAST_PAGE = 1000
STATES = {Talk.WAITING: _l("Đang chờ"), Talk.TAKEN: _l("Đang trao đổi"), Talk.CLOSED: _l("Đã kết thúc")}
WHY = {
    "officer": _l("Cán bộ kết thúc"),
    "citizen": _l("Người dân thôi chờ"),
    "silence": _l("Im lặng quá lâu"),
    "merged": _l("Gộp vào một người"),
}

bp = Blueprint("talks_desk", __name__, url_prefix="/desk/zalo/can-bo")
watch.add_line(waiting.line)


@bp.get("/")
@needs(Permission.SEE_MESSAGES)
@listed(_l("Gặp cán bộ"), "users", Group.PEOPLE)
def index() -> Response:
    """Open conversations, who waits longest first; `loc=da-xong` shows the closed ones."""
    is_closed = request.args.get("loc") == "da-xong"
    page = min(max(request.args.get("trang", 1, type=int), 1), LAST_PAGE)
    found, last = talks.listed(page, current_user.id, is_closed=is_closed)
    return web.desk_page(
        "chat/desk/talks.html",
        talks=found,
        page=min(page, last),
        last=last,
        is_closed=is_closed,
        hours=settings.get().handover_hours,
        **_words(),
    )


@bp.post("/<uuid:talk_id>/nhan")
@needs(Permission.SETTLE_MESSAGES)
def take(talk_id: uuid.UUID) -> AnyResponse:
    """This officer answers them, in Zalo's own chat tool."""
    try:
        handovers.take(talk_id, current_user.id)
    except Conflict:
        return _changed(talk_id, why=_("Người này vừa được cán bộ khác nhận, hoặc đã kết thúc."))
    return _changed(talk_id)


@bp.post("/<uuid:talk_id>/xong")
@needs(Permission.SETTLE_MESSAGES)
def close(talk_id: uuid.UUID) -> AnyResponse:
    """Done: the machine answers again, and the citizen is told so."""
    handovers.close(talk_id, current_user.id)
    return _changed(talk_id)


def _changed(talk_id: uuid.UUID, why: str = "") -> AnyResponse:
    talk = talks.one(talk_id, current_user.id)
    return web.changed("chat/desk/_talk.html", back="talks_desk.index", talk=talk, why=why, **_words())


def _words() -> dict[str, Any]:
    return {
        "states": STATES,
        "reasons": WHY,
        "Talk": Talk,
        "may_answer": current_user.may(Permission.SETTLE_MESSAGES),
    }
