"""The page where a member of staff joins their Zalo and chooses what it tells them."""

from flask import Blueprint, Response, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.alerts import operations, queries
from portal.alerts.topics import TOPICS
from portal.core import web
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("alerts_desk", __name__, url_prefix="/desk/bao-qua-zalo")


@bp.get("/")
@needs(Permission.OPEN_DESK)
@listed(_l("Báo qua Zalo"), "bell-ring", Group.SYSTEM)
def index() -> Response:
    """How it stands, and the code that joins."""
    return _page()


@bp.post("/ma")
@needs(Permission.OPEN_DESK)
def code() -> Response:
    """A fresh code, shown this once."""
    return _page(code=operations.begin(current_user.id))


@bp.post("/chu-de")
@needs(Permission.OPEN_DESK)
def topics() -> AnyResponse:
    """Only the ticked ones from now on."""
    operations.choose(current_user.id, request.form.getlist("topic"))
    flash(_("Đã lưu."))
    return web.leave("/desk/bao-qua-zalo/")


@bp.post("/thoi")
@needs(Permission.OPEN_DESK)
def leave() -> AnyResponse:
    """No more on Zalo."""
    operations.leave(current_user.id)
    flash(_("Từ nay không báo qua Zalo nữa."))
    return web.leave("/desk/bao-qua-zalo/")


def _page(code: str = "") -> Response:
    return web.desk_page(
        "alerts/desk.html",
        joined=queries.of(current_user.id),
        topics={name: TOPICS[name] for name in queries.open_to(current_user.id)},
        code=code,
        minutes=operations.MINUTES,
    )
