"""The desk of the newsroom: the list, a new item, one item with what may be done now, its text."""

import uuid
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.core import clock, guard, web
from portal.core.errors import Conflict
from portal.core.sanitize import LONGEST
from portal.news.models import Kind
from portal.newsroom import (
    access,
    announcing,
    deciding,
    deciding_forms,
    forms,
    messages,
    operations,
    queries,
    taking,
)
from portal.newsroom.arriving import origins
from portal.newsroom.models import Item, State
from portal.newsroom.operations import Draft
from portal.newsroom.writing import autosave
from portal.newsroom.writing import queries as unsaved
from portal.newsroom.writing.forms import read_id
from portal.newsroom.writing.models import Copy
from portal.staff.access import Group, listed, needs

bp = Blueprint("newsroom_desk", __name__, url_prefix="/desk/tin-bai")
LARGEST = 4 * LONGEST + 64 * 1024


@bp.get("/")
@needs(access.WRITE)
@listed(_l("Tin bài"), "newspaper", Group.CONTENT)
def index() -> Response:
    """What stands in the newsroom, the last changed first; found by words, state, kind."""
    told = request.args.get("trang", "1")
    number = int(told) if told.isascii() and told.isdigit() and 0 < len(told) < 4 else 1
    wanted = queries.Asked(
        text=request.args.get("q", "")[:200],
        state=_one_of(State, request.args.get("tinh-trang")),
        kind=_one_of(Kind, request.args.get("loai")),
        author_id=current_user.id if request.args.get("cua-toi") else None,
    )
    rows, is_more = queries.page(access.seen(queries.asked(queries.lines(), wanted)), max(number, 1))
    return web.desk_page(
        "newsroom/index.html",
        fragment="newsroom/_list.html",
        rows=rows,
        wanted=wanted,
        number=max(number, 1),
        is_more=is_more,
        kinds=forms.KINDS,
        states=messages.STATES,
        tones=messages.TONES,
    )


def _one_of(kind: Any, told: str | None) -> Any:
    return kind(told) if told in {one.value for one in kind} else None


@bp.get("/moi/")
@needs(access.WRITE)
def fresh() -> Response:
    """The form for a new item; `ban` names one's own unsaved text that it begins with."""
    copy = _copy()
    return _fresh(_new_form(None, copy.title if copy else ""))


def _copy() -> Copy | None:
    """The unsaved text a new item begins with; Missing when it is somebody else's."""
    copy_id = read_id(request.values.get("ban"))
    return unsaved.mine(copy_id, current_user.id) if copy_id else None


def _new_form(typed: Any = None, title: str = "") -> forms.NewForm:
    form = forms.NewForm(typed, title=title)
    mine = access.offices()
    whole = [SelectChoice("", _("Toàn tỉnh"))] if mine is None else []
    form.office.choices = whole + [SelectChoice(str(at), name) for at, name in queries.offices_named(mine)]
    return form


def _fresh(form: forms.NewForm, status: int = 200) -> Response:
    return web.desk_page("newsroom/new.html", status=status, form=form, copy=_copy())


@bp.post("/moi/")
@guard.shows_again(lambda: _fresh(_new_form(request.form), 422))
@needs(access.WRITE)
def create() -> Response:
    """Begin an item; its text is written on the next page."""
    form = _new_form(request.form)
    office_id = taking.office(form)
    if not form.validate() or not access.may(access.WRITE, office_id):
        return _fresh(form, 422)
    draft, copy = Draft(form.title.data or ""), _copy()
    if copy is not None:
        draft = replace(draft, summary=copy.summary, body=copy.body)
    made = operations.create(Kind(form.kind.data), draft, current_user.id, office_id=office_id)
    if copy is not None:
        autosave.taken(copy.tab, current_user.id)
    return redirect(url_for("newsroom_desk.edit", item_id=made), 303)


@bp.get("/<uuid:item_id>/")
@needs(access.WRITE)
def show(item_id: uuid.UUID) -> Response:
    """One item: what it says, where it stands, what may be done now, what was done."""
    return page_of(access.item(item_id))


def page_of(item: Item, status: int = 200, **typed: Any) -> Response:
    """The page of an item, perhaps with a form as it was typed."""
    plan = {"publish_at": forms.typed(item.publish_at), "expire_at": forms.typed(item.expire_at)}
    with_plan = deciding_forms.ScheduleForm(data=plan | {"review_by": item.review_by})
    return web.desk_page(
        "newsroom/item.html",
        status=status,
        item=item,
        head=queries.revision(item.id, item.head),
        rights=access.rights(item),
        is_own=current_user.id in queries.writers(item.id, item.live),
        may_undo=deciding.may_undo(item, clock.now()),
        steps=queries.steps(item.id),
        versions=queries.revisions(item.id),
        shares=queries.shares(item.id),
        slug=queries.slug(item.id),
        plan=typed.get("plan", with_plan),
        reason=typed.get("reason", deciding_forms.ReasonForm()),
        link_made=typed.get("link_made"),
        origin=origins.of_item(item.id),
        ways=announcing.offers(item),
        kinds=forms.KINDS,
        words=messages,
        states=State,
    )


@bp.get("/<uuid:item_id>/sua/")
@needs(access.WRITE)
def edit(item_id: uuid.UUID) -> Response:
    """The text of the newest revision, to be written on."""
    item = access.item(item_id, access.WRITE)
    return _edit(item, taking.form_of(queries.revision(item.id, item.head)), item.head)


def _edit(
    item: Item, form: forms.TextForm, base: int, status: int = 200, is_behind: bool = False
) -> Response:
    form.asks(item.kind)
    taking.offer_papers(form)
    return web.desk_page(
        "newsroom/edit.html",
        status=status,
        item=item,
        form=form,
        base=base,
        is_behind=is_behind,
        asked=forms.ASKED.get(item.kind, ()),
        is_alert=item.kind is Kind.ALERT,
        is_shelved=item.kind not in taking.WITHOUT,
        kinds=forms.KINDS,
    )


def _again(item_id: uuid.UUID) -> Response:
    return _edit(access.item(item_id, access.WRITE), forms.TextForm(request.form), _base(), 422)


def _base() -> int:
    told = request.form.get("base", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0


@bp.post("/<uuid:item_id>/sua/")
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
        autosave.keep(mine, current_user.id, int(clock.now().timestamp() * 1000))
        return _edit(item, form, _base(), 409, is_behind=True)
    autosave.taken(read_id(request.form.get("tab")), current_user.id)
    flash(_("Đã lưu bản nháp. Người dân chưa thấy."))
    return redirect(url_for("newsroom_desk.show", item_id=item_id), 303)
