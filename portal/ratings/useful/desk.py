"""The editors' list of pages that people found of no use, and what they said."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import web
from portal.ratings.useful import operations, queries
from portal.ratings.useful.forms import REASONS
from portal.staff.access import Group, Officer, Permission, listed, needs
from portal.staff.board import Note, Part

bp = Blueprint("useful_desk", __name__, url_prefix="/desk/trang-co-ich")


@bp.get("/")
@needs(Permission.WRITE_NEWS)
@listed(_l("Trang có ích không"), "check-circle", Group.CONTENT)
def index() -> Response:
    """Every judged page of 90 days; with `?trang=` what was written about one of them."""
    page = request.args.get("trang", "")[:300].replace("\0", "")
    return web.desk_page(
        "ratings/desk/useful.html",
        found=queries.pages(),
        page=page,
        said=queries.said(page) if page else [],
        reasons=REASONS,
        many=queries.MANY,
    )


@bp.post("/xong")
@needs(Permission.WRITE_NEWS)
def settle() -> AnyResponse:
    """The page was looked after: what was said until now is settled."""
    page = request.form.get("trang", "")
    if not page or len(page) > 300 or "\0" in page:
        abort(422)
    count = operations.settle(page, current_user.id)
    flash(_("Đã ghi: %(count)s góp ý về trang này được xem xong.", count=count))
    return redirect(url_for("useful_desk.index"), 303)


def notes(officer: Officer) -> Iterator[Note]:
    """On the home: how many pages wait for an editor."""
    if officer.may(Permission.WRITE_NEWS):
        title = _("Trang bị chê, cần xem lại")
        yield Note(Part.WAITS, title, url_for("useful_desk.index"), queries.tasks())
