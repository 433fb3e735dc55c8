"""The desk of look-up tables: make one, upload a sheet, say what its columns are, put it up, take it back."""

import uuid
from typing import Any, cast

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import export, guard, sheets, web
from portal.core.errors import Conflict, Missing
from portal.core.language import said
from portal.core.sheets import BadSheet
from portal.staff.access import Group, Permission, listed, needs, quiet
from portal.tables import desk_pages as pages
from portal.tables import forms, kinds, messages, queries
from portal.tables.operations import making

bp = Blueprint("tables_desk", __name__, url_prefix="/desk/bang-tra-cuu")
LARGEST_REQUEST = sheets.LARGEST + 1024 * 1024


@bp.get("/")
@listed(_l("Bảng tra cứu"), "search", Group.CONTENT)
@needs(Permission.WRITE_TABLES)
def index() -> Response:
    """Every table, and the kinds a new one may be of."""
    return web.desk_page(
        "tables/desk/list.html", standing=queries.standing(), kinds=kinds.kinds(), **pages.words()
    )


@bp.get("/moi/<kind>/")
@needs(Permission.WRITE_TABLES)
def fresh(kind: str) -> Response:
    """The words of a new table, as its kind suggests them."""
    chosen = pages.kind(kind)
    form = forms.TableForm(data={"title": chosen.title, "keyword": chosen.keyword, "intro": chosen.intro})
    return pages.fresh(chosen, form)


@bp.post("/moi/<kind>/")
@needs(Permission.WRITE_TABLES)
def make(kind: str) -> AnyResponse:
    """Make it; the next step is its file."""
    chosen, form = pages.kind(kind), forms.TableForm(request.form)
    if not form.validate():
        return pages.fresh(chosen, form, 422)
    try:
        made = making.make(kind, *pages.typed(form), current_user.id)
    except Conflict:
        return pages.fresh(chosen, pages.taken(form), 422)
    return redirect(url_for("tables_desk.show", table_id=made), 303)


@bp.get("/mau/<kind>.csv")
@needs(Permission.WRITE_TABLES)
def sample(kind: str) -> Response:
    """A small file to fill in."""
    if not kinds.has_sample(kind):
        raise Missing("kind")
    made = Response(kinds.sample(kind), mimetype="text/csv")
    made.headers["Content-Disposition"] = f"attachment; filename=mau-{kinds.kinds()[kind].slug}.csv"
    return web.keep_private(made)


@bp.get("/<uuid:table_id>/")
@needs(Permission.WRITE_TABLES)
def show(table_id: uuid.UUID) -> Response:
    """One table: its words, its editions, the next file."""
    return pages.table(table_id)


@bp.post("/<uuid:table_id>/loi")
@needs(Permission.WRITE_TABLES)
def reword(table_id: uuid.UUID) -> AnyResponse:
    """Other words for the page and the chat."""
    form = forms.TableForm(request.form)
    if not form.validate():
        return pages.table(table_id, 422, form=form)
    try:
        making.reword(table_id, *pages.typed(form), current_user.id)
    except Conflict:
        return pages.table(table_id, 422, form=pages.taken(form))
    flash(_("Đã lưu lời giới thiệu và từ khóa."))
    return redirect(url_for("tables_desk.show", table_id=table_id), 303)


@bp.post("/<uuid:table_id>/tai-len")
@guard.takes(LARGEST_REQUEST)
@needs(Permission.WRITE_TABLES)
def upload(table_id: uuid.UUID) -> AnyResponse:
    """Take a file; a worker looks into it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return pages.table(table_id, 422, complaint=_("Xin chọn một tệp .csv hoặc .xlsx."))
    try:
        made = making.upload(table_id, cast(Any, file.stream), file.filename, current_user.id)
    except BadSheet as error:
        return pages.table(table_id, 422, complaint=pages.complaint({"word": error.word, **error.facts}))
    finally:
        file.close()
    return redirect(url_for("tables_desk.edition", edition_id=made), 303)


@bp.get("/ban/<uuid:edition_id>/")
@needs(Permission.WRITE_TABLES)
@quiet
def edition(edition_id: uuid.UUID) -> Response:
    """One edition: how far it is, what it says, what to do next."""
    return pages.edition(edition_id)


@bp.post("/ban/<uuid:edition_id>/cot")
@needs(Permission.WRITE_TABLES)
def choose(edition_id: uuid.UUID) -> AnyResponse:
    """Say what the columns are; a worker brings the rows in."""
    found = queries.edition(edition_id)
    chosen = forms.mapped(found.header, request.form)
    if not chosen.is_fine or chosen.first_day is None:
        return pages.edition(edition_id, 422, chosen=chosen)
    making.choose(
        edition_id,
        chosen.columns,
        document_no=chosen.document_no,
        valid_from=chosen.first_day,
        valid_to=chosen.last_day,
        by=current_user.id,
    )
    return redirect(url_for("tables_desk.edition", edition_id=edition_id), 303)


@bp.post("/ban/<uuid:edition_id>/dua-len")
@needs(Permission.PUBLISH_TABLES)
def publish(edition_id: uuid.UUID) -> AnyResponse:
    """Put it up, in one step."""
    if making.publish(edition_id, current_user.id):
        return pages.done(edition_id, _("Đã đưa lên. Trang tra cứu và trò chuyện trả lời theo bản này."))
    return pages.done(edition_id, _("Đã hẹn. Bản này tự thay bản đang dùng vào ngày có hiệu lực."))


@bp.post("/ban/<uuid:edition_id>/hoan-tac")
@needs(Permission.PUBLISH_TABLES)
def undo(edition_id: uuid.UUID) -> AnyResponse:
    """Take it back; the one before is live again."""
    if making.undo(edition_id, current_user.id):
        return pages.done(edition_id, _("Đã hoàn tác. Bản trước đó được dùng lại."))
    return pages.done(edition_id, _("Đã thôi hẹn. Trang đang dùng không thay đổi."))


@bp.post("/ban/<uuid:edition_id>/bo")
@needs(Permission.WRITE_TABLES)
def drop(edition_id: uuid.UUID) -> AnyResponse:
    """Give it up."""
    making.drop(edition_id, current_user.id)
    return pages.done(edition_id, _("Đã bỏ tệp này. Trang đang dùng không thay đổi."))


@bp.get("/ban/<uuid:edition_id>/dong-loi.csv")
@needs(Permission.WRITE_TABLES)
def faults(edition_id: uuid.UUID) -> Response:
    """Every row that was not taken, as a file to work through."""
    found = queries.edition(edition_id)
    head = (_("Dòng"), _("Cột"), _("Lý do"), _("Giá trị"))
    listed_ = queries.faults(found.id, None)
    rows = [(one.line, one.column, said(messages.FAULTS[one.word]), one.value) for one in listed_]
    return export.answer("dong-loi", head, rows)
