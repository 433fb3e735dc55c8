"""The desk of procedures: find one, read it as citizens will, approve its text or take that back."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import settings, web
from portal.core.errors import Malformed, Missing
from portal.core.language import said
from portal.procedures import approving, documents, messages, queries, search
from portal.procedures.upkeep.differing import differences
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("procedures_desk", __name__, url_prefix="/desk/procedures")


@bp.get("/")
@listed(_l("Thủ tục"), "file-text", Group.CONTENT)
@needs(Permission.OPEN_DESK)
def index() -> Response:
    """Procedures with the state of their text; `loc=chua-duyet` shows the drafts alone."""
    typed = request.args.get("q", "")[:400].replace("\0", "")
    is_draft = request.args.get("loc") == "chua-duyet"
    page = request.args.get("trang", 1, type=int)
    wanted = search.Wanted(typed, page=min(max(page, 1), 500), is_draft=is_draft)
    found = search.search(wanted)
    return web.desk_page(
        "procedures/desk/list.html",
        fragment="procedures/desk/_found.html",
        typed=typed,
        is_draft=is_draft,
        found=found,
        approvals=queries.approvals(item.code for item in found.items),
        messages=messages,
    )


@bp.get("/<code>/")
@needs(Permission.OPEN_DESK)
def show(code: str) -> Response:
    """One procedure as it stands, with its versions and the button that approves it."""
    return web.desk_page("procedures/desk/one.html", **_one(code))


@bp.get("/<code>/so-sanh")
@needs(Permission.OPEN_DESK)
def compare(code: str) -> Response:
    """Two versions of a procedure, word by word: `tu` and `den` are their numbers."""
    told = [request.args.get(name, "") for name in ("tu", "den")]
    if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in told):
        raise Malformed("version")
    before, after = (queries.version(code, int(one)) for one in told)
    if before is None or after is None:
        raise Missing("version")
    parts = differences(before.payload, after.payload, said)
    return web.desk_page("procedures/desk/compare.html", code=code, before=before, after=after, parts=parts)


@bp.post("/<code>/approve")
@needs(Permission.APPROVE_PROCEDURES)
def approve(code: str) -> AnyResponse:
    """Stand by the text that was on the page."""
    approving.approve(code, _version(), current_user.id)
    return _decided(code, _("Đã duyệt. Trang của người dân không còn dòng nhắc bản nháp."))


@bp.post("/<code>/unapprove")
@needs(Permission.APPROVE_PROCEDURES)
def unapprove(code: str) -> AnyResponse:
    """Make the text a draft again."""
    approving.unapprove(code, _version(), current_user.id)
    return _decided(code, _("Đã bỏ duyệt. Trang của người dân lại nhắc đây là bản nháp."))


def _decided(code: str, told: str) -> AnyResponse:
    if web.is_fragment():
        return web.desk_page("procedures/desk/_approval.html", told=told, oob=True, **_one(code))
    flash(told)
    return redirect(url_for("procedures_desk.show", code=code), 303)


def _version() -> int:
    told = request.form.get("version", "")
    if not (told.isascii() and told.isdigit() and len(told) < 19):
        raise Malformed("version")
    return int(told)


def _one(code: str) -> dict[str, Any]:
    found = queries.in_force(code)
    if found is None:
        raise Missing("procedure")
    return {
        "found": found,
        "facts": found.facts,
        "versions": queries.versions(code),
        "cases": messages.cases(found.facts, said),
        "papers": documents.listed(found.facts, said),
        "official_url": messages.official_url(found.facts, settings.get().national_portal),
        "may_approve": current_user.may(Permission.APPROVE_PROCEDURES),
        "messages": messages,
    }
