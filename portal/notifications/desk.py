"""The desk of unknown sends: what the message says, what is risked, and two buttons that settle it (R5)."""

import uuid

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import web
from portal.core.db import transaction
from portal.core.errors import Conflict
from portal.notifications import deciding, evidence, messages
from portal.staff import operations as staff
from portal.staff.access import Group, Permission, listed, needs

PAGE = 50

bp = Blueprint("unknown_desk", __name__, url_prefix="/desk/tin-chua-ro")


@bp.get("/")
@needs(Permission.SEE_MESSAGES)
@listed(_l("Tin chưa rõ"), "alert-circle", Group.MESSAGES)
def index() -> Response:
    """Calls of which nobody knows how they ended, the oldest first."""
    total = evidence.how_many()
    last = max(1, -(-total // PAGE))
    page = min(max(request.args.get("trang", 1, type=int), 1), last)
    return web.desk_page(
        "notifications/desk/unknown.html",
        doubts=evidence.doubts(PAGE, (page - 1) * PAGE),
        total=total,
        page=page,
        last=last,
        reasons=messages.REASONS,
        may_settle=current_user.may(Permission.SETTLE_MESSAGES),
    )


@bp.post("/<uuid:intent_id>/da-toi")
@needs(Permission.SETTLE_MESSAGES)
def arrived(intent_id: uuid.UUID) -> AnyResponse:
    """The officer knows that it arrived."""
    return _settled(intent_id, is_sent=True)


@bp.post("/<uuid:intent_id>/gui-lai")
@needs(Permission.SETTLE_MESSAGES)
def again(intent_id: uuid.UUID) -> AnyResponse:
    """The officer takes the risk that it arrives twice."""
    return _settled(intent_id, is_sent=False)


def _settled(intent_id: uuid.UUID, *, is_sent: bool) -> AnyResponse:
    with transaction():
        if not deciding.decide(intent_id, is_sent=is_sent):
            raise Conflict("settled already")
        act = "message.arrived" if is_sent else "message.again"
        staff.record_act(act, "intent", intent_id, current_user.id)
    return web.changed(
        "notifications/desk/_settled.html", back="unknown_desk.index", intent_id=intent_id, is_sent=is_sent
    )
