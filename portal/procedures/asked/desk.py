"""The desk of search: what people asked, what found nothing, and the words that mend it."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.core import web
from portal.core.errors import Missing
from portal.core.guard import shows_again
from portal.procedures import shelf
from portal.procedures.asked import operations, queries, trying
from portal.procedures.asked.forms import WordForm
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("search_desk", __name__, url_prefix="/desk/tim-kiem")
LISTS = {"khong-co": "zero", "khong-mo": "untapped", "tat-ca": "all"}
DAYS = {"7": 7, "30": 30, "90": 90}


@bp.get("/")
@needs(Permission.OPEN_DESK)
@listed(_l("Tìm kiếm"), "search", Group.CONTENT)
def index() -> Response:
    """The report: without results, without a tap, or everything; of 7, 30 or 90 days."""
    operations.tally.flush()
    which = request.args.get("loc", "khong-co")
    days = request.args.get("ngay", "7")
    if which not in LISTS or days not in DAYS:
        which, days = "khong-co", "7"
    return web.desk_page(
        "procedures/asked/report.html",
        fragment="procedures/asked/_lines.html",
        which=which,
        days=days,
        lines=queries.report(DAYS[days], LISTS[which]),
        words=queries.words(),
        names={code: item.name for code, item in shelf.shelf().items.items()},
        may_teach=current_user.may(Permission.APPROVE_PROCEDURES),
    )


@bp.get("/tu")
@needs(Permission.APPROVE_PROCEDURES)
def word() -> Response:
    """One word, with what it would change once its meaning is typed; the address comes from the report."""
    form = WordForm(request.args)
    is_asked = bool(form.means.data or form.code.data)
    return _word(form, is_asked=is_asked and form.validate())


def _word(form: WordForm, status: int = 200, *, is_asked: bool = False) -> Response:
    tried: trying.Trial | None = None
    if is_asked:
        tried = trying.try_out(form.said.data or "", form.means.data or None, form.target)
    return web.desk_page("procedures/asked/word.html", status=status, form=form, tried=tried)


@bp.post("/tu")
@shows_again(lambda: _word(WordForm(request.form), 422))
@needs(Permission.APPROVE_PROCEDURES)
def teach() -> Response:
    """Enter it, unless the rated set's score would fall; the question joins the set."""
    form = WordForm(request.form)
    if not form.validate():
        return _word(form, 422)
    tried = trying.try_out(form.said.data or "", form.means.data or None, form.target)
    if tried.is_worse or not tried.after:
        return _word(form, 422, is_asked=True)
    told: dict[str, Any] = {"means": form.means.data or None, "code": form.target}
    try:
        operations.teach(form.said.data or "", **told, answer=tried.after[0].code, user_id=current_user.id)
    except Missing:
        return _word(form, 422)
    flash(_("Đã lưu. Từ này có hiệu lực trong vài giây và câu hỏi đã vào bộ câu kiểm tra."))
    return redirect(url_for("search_desk.index"), 303)


@bp.post("/tu/<uuid:word_id>/bo")
@needs(Permission.APPROVE_PROCEDURES)
def unteach(word_id: uuid.UUID) -> Response:
    """Take a word back."""
    operations.unteach(word_id, current_user.id)
    flash(_("Đã bỏ từ này."))
    return redirect(url_for("search_desk.index"), 303)
