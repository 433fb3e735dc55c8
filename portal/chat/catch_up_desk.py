"""The desk of what the webhook has not told: read the recent chats now, and see what was found."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.chat import forms, jobs, readings
from portal.chat.models import CatchUpReason, CatchUpState
from portal.chat.operations import catching_up
from portal.core import clock, web
from portal.core.errors import Conflict
from portal.staff.access import Permission, needs
from portal.zalo import codes

STATES = {
    CatchUpState.OPEN: _l("Đang đọc"),
    CatchUpState.DONE: _l("Đã đọc xong"),
    CatchUpState.FAILED: _l("Zalo không cho đọc"),
}
REASONS = {
    CatchUpReason.GAP: _l("Tự động, sau một lúc vắng sự kiện"),
    CatchUpReason.OUTAGE: _l("Tự động, khi webhook hoạt động lại"),
    CatchUpReason.DESK: _l("Cán bộ yêu cầu"),
    CatchUpReason.COMMAND: _l("Người vận hành chạy lệnh"),
}

bp = Blueprint("catch_up_desk", __name__, url_prefix="/desk/zalo/nhat-ky/lay-lai")


@bp.get("/")
@needs(Permission.SEE_MESSAGES)
def index() -> Response:
    """What was read lately; the piece alone comes again by itself while one is being read."""
    return _page(forms.CatchUpForm())


@bp.post("/")
@needs(Permission.CHANGE_SETTINGS)
def read() -> AnyResponse:
    """Read the chats of the last hours; a reading that is open goes first."""
    form = forms.CatchUpForm(request.form)
    if not form.validate():
        return _page(form, 422)
    try:
        since = clock.now() - dt.timedelta(hours=int(form.hours.data))
        catching_up.ask(CatchUpReason.DESK, since, current_user.id)
    except Conflict:
        flash(_("Đang có một lần đọc chưa xong."))
    else:
        jobs.ring_catching_up()
        flash(_("Đang đọc danh sách trò chuyện của Zalo."))
    return web.changed("chat/desk/_readings.html", back="catch_up_desk.index", **_found())


def _page(form: forms.CatchUpForm, status: int = 200) -> Response:
    return web.desk_page(
        "chat/desk/catch_up.html",
        fragment="chat/desk/_readings.html" if status == 200 else None,
        status=status,
        form=form,
        may_change=current_user.may(Permission.CHANGE_SETTINGS),
        **_found(),
    )


def _found() -> dict[str, Any]:
    return {
        "readings": readings.latest(),
        "states": STATES,
        "reasons": REASONS,
        "OPEN": CatchUpState.OPEN,
        "meaning": codes.meaning,
    }
