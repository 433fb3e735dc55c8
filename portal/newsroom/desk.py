"""The desk of the newsroom: the list, a new item, one item with what may be done now."""

import uuid
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.core import clock, guard, web
from portal.news.models import Kind
from portal.newsroom import (
    access,
    announcing,
    deciding,
    deciding_forms,
    forms,
    listing,
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


@bp.get("/")
@needs(access.WRITE)
@listed(_l("Tin bài"), "newspaper", Group.CONTENT)
def index() -> Response:
    """What stands in the newsroom, the last changed first; found by words, state, kind."""
    told = request.args.get("trang", "1")
    number = int(told) if told.isascii() and told.isdigit() and 0 < len(told) < 4 else 1
    wanted = listing.Asked(
        text=request.args.get("q", "")[:200],
        state=_one_of(State, request.args.get("tinh-trang")),
        kind=_one_of(Kind, request.args.get("loai")),
        author_id=current_user.id if request.args.get("cua-toi") else None,
    )
    rows, is_more = listing.page(access.seen(listing.asked(listing.lines(), wanted)), max(number, 1))
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
    form.kind.flags.required = True  # one is always chosen
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
    return redirect(url_for("newsroom_editing.edit", item_id=made), 303)


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
