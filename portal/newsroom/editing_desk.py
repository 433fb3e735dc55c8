"""The desk's page of one text: written on, saved as the next revision."""

import uuid

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.core import clock, guard, web
from portal.core.errors import Conflict
from portal.core.sanitize import LONGEST
from portal.news.models import Kind
from portal.newsroom import access, forms, operations, queries, taking
from portal.newsroom.models import Item
from portal.newsroom.writing import autosave
from portal.newsroom.writing.forms import read_id
from portal.staff.access import needs

bp = Blueprint("newsroom_editing", __name__, url_prefix="/desk/tin-bai/<uuid:item_id>/sua")
LARGEST = 4 * LONGEST + 64 * 1024


@bp.get("/")
@needs(access.WRITE)
def edit(item_id: uuid.UUID) -> Response:
    """The text of the newest revision, to be written on."""
    item = access.item(item_id, access.WRITE)
    return _edit(item, taking.form_of(queries.revision(item.id, item.head)), item.head)


def _edit(
    item: Item, form: forms.TextForm, base: int, status: int = 200, behind: uuid.UUID | None = None
) -> Response:
    form.asks(item.kind)
    return web.desk_page(
        "newsroom/edit.html",
        status=status,
        item=item,
        form=form,
        base=base,
        behind=behind,
        asked=forms.ASKED.get(item.kind, ()),
        is_alert=item.kind is Kind.ALERT,
        is_shelved=item.kind not in forms.UNSHELVED,
        kinds=forms.KINDS,
        **taking.papers_of(form, item, request.form.get("act", "")),
    )


def _again(item_id: uuid.UUID) -> Response:
    return _edit(access.item(item_id, access.WRITE), forms.TextForm(request.form), _base(), 422)


def _base() -> int:
    told = request.form.get("base", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0


@bp.post("/van-ban")
@guard.takes(LARGEST)
@guard.shows_again(lambda item_id: _again(item_id))
@needs(access.WRITE)
def papers(item_id: uuid.UUID) -> Response:
    """Papers moved, taken out, added or looked for: the piece for htmx, the whole page as typed without."""
    item = access.item(item_id, access.WRITE)
    form = forms.TextForm(request.form)
    if not web.is_fragment():
        return _edit(item, form, _base())
    told = taking.papers_of(form, item, request.form.get("act", ""))
    return web.desk_page("newsroom/_attached.html", item=item, form=form, **told)


@bp.post("/")
@guard.takes(LARGEST)
@guard.shows_again(_again)
@needs(access.WRITE)
def save(item_id: uuid.UUID) -> Response:
    """Write the next revision; when somebody saved meanwhile both texts stay, to be brought together."""
    item = access.item(item_id, access.WRITE)
    form = forms.TextForm(request.form)
    told = taking.draft(form, item)
    if told is None:
        return _edit(item, form, _base(), 422)
    try:
        operations.save(item_id, _base(), told, current_user.id, form.name.data or None)
    except Conflict:
        tab = read_id(request.form.get("tab")) or uuid.uuid4()
        mine = autosave.Written(tab, item_id, _base(), told.title, told.summary, told.body)
        copy_id = autosave.keep(mine, current_user.id, int(clock.now().timestamp() * 1000))
        return _edit(item, form, _base(), 409, behind=copy_id)
    autosave.taken(read_id(request.form.get("tab")), current_user.id)
    flash(_("Đã lưu bản nháp. Người dân chưa thấy."))
    return redirect(url_for("newsroom_desk.show", item_id=item_id), 303)
