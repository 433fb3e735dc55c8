"""The desk of many items: what was ticked, one change for all of it, what came of it, and the way back."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.core import guard, web
from portal.core.db import db
from portal.core.errors import Conflict, Missing
from portal.newsroom import access, listing, messages, queries
from portal.newsroom.many import operations
from portal.newsroom.many.changes import Act
from portal.newsroom.many.forms import FORMS, OfficeForm
from portal.newsroom.models import Bulk, Item
from portal.newsroom.writing.forms import read_id
from portal.staff.access import needs

bp = Blueprint("newsroom_many", __name__, url_prefix="/desk/tin-bai/nhieu-bai")


@bp.get("/")
@needs(access.WRITE)
def chosen() -> Response:
    """What was ticked in the list, and what may be done with all of it."""
    return _chosen(_ids(request.args.getlist("bai")))


def _ids(told: list[str]) -> list[uuid.UUID]:
    return [found for one in told[: operations.MOST] if (found := read_id(one))]


def _chosen(ids: list[uuid.UUID], status: int = 200, typed: Any = None) -> Response:
    rows = listing.some(access.seen(listing.lines()), ids)
    if not rows:
        raise Missing("none of these items")
    made = {act: _form(act) for act in Act}
    if typed is not None:
        made[typed[0]] = typed[1]
    if not access.may_any(access.PUBLISH):
        del made[Act.WITHDRAW]
    return web.desk_page(
        "newsroom/many/chosen.html",
        status=status,
        rows=rows,
        forms=made,
        failed=typed[0] if typed else None,
        acts=Act,
        words=messages,
    )


def _form(act: Act, typed: Any = None) -> Any:
    form = FORMS[act](typed)
    if isinstance(form, OfficeForm):
        mine = access.offices()
        whole = [SelectChoice("", _("Toàn tỉnh"))] if mine is None else []
        form.office.choices = whole + [
            SelectChoice(str(at), said) for at, said in queries.offices_named(mine)
        ]
    return form


def _again(act: str) -> Response:
    return _chosen(_ids(request.form.getlist("bai")), 422, (_act(act), _form(_act(act), request.form)))


def _act(told: str) -> Act:
    try:
        return Act(told)
    except ValueError:
        raise Missing("no such act") from None


@bp.post("/<act>/")
@guard.shows_again(_again)
@needs(access.WRITE)
def change(act: str) -> Response:
    """One change for all that was ticked, of what this person may change."""
    form = _form(_act(act), request.form)
    ids = _ids(request.form.getlist("bai"))
    if not form.validate():
        return _chosen(ids, 422, (_act(act), form))
    told = form.change()

    def may(item: Item) -> bool:
        return access.may_change(item, told.act, told.office_id)

    made = operations.change(ids, told, current_user.id, may)
    return redirect(url_for("newsroom_many.done", bulk_id=made), 303)


@bp.get("/<uuid:bulk_id>/")
@needs(access.WRITE)
def done(bulk_id: uuid.UUID) -> Response:
    """What came of it: what was changed, how much was left alone, the way back."""
    row = _own(bulk_id)
    return web.desk_page(
        "newsroom/many/done.html",
        row=row,
        act=Act(row.act),
        titles=sorted((was["title"], item_id) for item_id, was in row.before.items()),
        may_undo=operations.may_undo(row) and bool(row.before),
        words=messages,
    )


@bp.post("/<uuid:bulk_id>/hoan-tac")
@needs(access.WRITE)
def undo(bulk_id: uuid.UUID) -> Response:
    """Everything as it was, but for what was changed again since."""
    row = _own(bulk_id)
    act = Act(row.act)
    try:
        back, left = operations.undo(
            bulk_id, current_user.id, lambda item: access.may_change(item, act, item.office_id)
        )
    except Conflict:
        flash(_("Đã quá một giờ, hoặc đã hoàn tác rồi. Xin sửa từng bài."))
    else:
        flash(_("Đã hoàn tác %(n)s bài.", n=back))
        if left:
            flash(_("%(n)s bài giữ nguyên vì đã có người sửa tiếp.", n=left))
    return redirect(url_for("newsroom_many.done", bulk_id=bulk_id), 303)


def _own(bulk_id: uuid.UUID) -> Bulk:
    """Somebody's own change; others', and of limited items, are nobody else's business (R21)."""
    row = db.session.scalar(select(Bulk).filter_by(id=bulk_id, user_id=current_user.id))
    if row is None:
        raise Missing("no such change")
    return row
