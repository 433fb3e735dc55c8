"""The desk of the account's tokens: how they stand, and the way to have them granted by a person."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response

from portal.core import settings, web
from portal.staff.access import Group, Permission, listed, needs
from portal.zalo import standing
from portal.zalo.operations import grants, rotation
from portal.zalo.standing import Level, Standing

bp = Blueprint("tokens_desk", __name__, url_prefix="/desk/zalo/cap-quyen")


@bp.app_context_processor
def _surroundings() -> dict[str, object]:
    """For the banner of every desk page; looked up only when a template asks."""
    return {"zalo_trouble": LocalProxy(_trouble)} if request.path.startswith("/desk/") else {}


def _trouble() -> Standing | None:
    """How the tokens stand when it concerns who is signed in: held messages all, the rest administrators."""
    if not current_user.is_authenticated:
        return None
    try:
        stands = standing.look()
    except SQLAlchemyError:
        return None
    is_theirs = stands.level is Level.PERSON and current_user.may(Permission.CHANGE_SETTINGS)
    return stands if is_theirs or (stands.is_held and stands.level is Level.PERSON) else None


@bp.get("/")
@needs(Permission.CHANGE_SETTINGS)
@listed(_l("Cấp quyền Zalo"), "shield-check", Group.ZALO)
def index() -> Response:
    """Ages and problems, never a value; the button that starts a grant."""
    return _page()


@bp.post("/")
@needs(Permission.CHANGE_SETTINGS)
def begin() -> Response:
    """A fresh request: the link to Zalo's own page, for this person or another administrator of the account.

    It is shown as a link: a form may not lead to another site (Content-Security-Policy form-action).
    """
    return _page(url=grants.begin(current_user.id), fragment="zalo/desk/_grant.html")


@bp.post("/doi-ma")
@needs(Permission.CHANGE_SETTINGS)
def change() -> Response:
    """New tokens now; the relay does it."""
    if rotation.ask(current_user.id):
        flash(_("Đã yêu cầu đổi mã. Tải lại trang sau vài giây để xem kết quả."))
    else:
        flash(_("Không tự đổi mã được lúc này; cần cấp quyền lại."), "warn")
    return web.leave("/desk/zalo/cap-quyen/")


def _page(url: str = "", fragment: str | None = None) -> Response:
    stands = standing.look()
    return web.desk_page(
        "zalo/desk/grant.html",
        fragment=fragment,
        stands=stands,
        problems=[(problem, *standing.sentence(problem)) for problem in stands.problems],
        url=url,
        minutes=int(grants.LIFE // 60),
        callback=grants.redirect_uri(),
        oa_id=settings.get().zalo_oa_id,
        page=standing.PAGE,
    )
