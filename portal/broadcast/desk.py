"""The desk of broadcasts: what was told and what is to be told, and the form in which one is written."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal.broadcast import access, audience, drafting, forecasting, forms, queries, watching
from portal.broadcast.messages import EXCLUDED, STATES
from portal.broadcast.models import Broadcast, State
from portal.broadcast.segments import forms as audiences
from portal.broadcast.segments import offering
from portal.broadcast.segments import queries as segments
from portal.broadcast.segments.models import Segment
from portal.broadcast.shape import Audience
from portal.core import guard, settings, watch, web
from portal.core.db import db
from portal.core.errors import Conflict, Missing
from portal.newsroom.models import Item, Revision
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("broadcast_desk", __name__, url_prefix="/desk/thong-bao")
watch.add_line(watching.line)


@dataclass(frozen=True)
class Announced:
    """The revision of an item that goes with a broadcast."""

    id: uuid.UUID
    number: int
    title: str
    summary: str


@bp.get("/")
@needs(access.WRITE)
@listed(_l("Thông báo tới người dân"), "bell-ring", Group.CONTENT)
def index() -> Response:
    """Every broadcast, the last changed first; found by words and state."""
    told = request.args.get("tinh-trang", "")
    state = State(told) if told in {one.value for one in State} else None
    text = request.args.get("q", "")[:200]
    number = max(1, min(request.args.get("trang", 1, type=int), 999))
    query = access.own(queries.lines(text, state), Broadcast.office_id)
    rows = db.session.scalars(query.offset((number - 1) * queries.PAGE).limit(queries.PAGE + 1)).all()
    return web.desk_page(
        "broadcast/index.html",
        fragment="broadcast/_list.html",
        rows=rows[: queries.PAGE],
        last=number + (len(rows) > queries.PAGE),
        number=number,
        text=text,
        state=state,
        states=STATES,
    )


@bp.get("/moi/")
@needs(access.WRITE)
def fresh() -> Response:
    """The form for a new one; `nhom` names a kept audience, `bai` an item that goes with it."""
    kept, item = _segment(), announced(request.args.get("bai"))
    data: dict[str, Any] = audiences.filled(kept) if kept else {}
    if item:
        data |= {"title": item.title[:100], "body": item.summary}
    return page_of(form_of(data=data))


def form_of(typed: Any = None, **more: Any) -> forms.BroadcastForm:
    """The form with everything there is to choose from."""
    form = forms.BroadcastForm(typed, **more)
    form.offer(offering.offer())
    return form


def announced(told: str | None) -> Announced | None:
    """The newest revision of an item this person may write for."""
    try:
        item_id = uuid.UUID(told or "")
    except ValueError:
        return None
    row = db.session.execute(
        select(Item, Revision)
        .join(Revision, (Revision.item_id == Item.id) & (Revision.number == Item.head))
        .where(Item.id == item_id)
    ).first()
    if row is None or not access.may(access.WRITE, row.Item.office_id):
        raise Missing("no such item here")
    return Announced(item_id, row.Item.head, row.Revision.title, row.Revision.summary)


def _segment() -> Audience | None:
    try:
        return segments.audience_of(uuid.UUID(request.args.get("nhom", "")))
    except ValueError:
        return None


def page_of(
    form: forms.BroadcastForm, status: int = 200, one: Broadcast | None = None, **more: Any
) -> Response:
    """The form, perhaps as it was typed, perhaps of one that is changed."""
    kept = db.session.scalars(access.own(segments.lines(), Segment.office_id)).all()
    item_id = str(one.item_id) if one and one.item_id else request.values.get("bai")
    return web.desk_page(
        "broadcast/new.html",
        status=status,
        form=form,
        segments=kept,
        item=announced(item_id) if item_id else None,
        broadcast=one,
        action=request.path,
        window_days=int(settings.get().zalo_window_days),
        excluded=EXCLUDED,
        **more,
    )


def draft(form: forms.BroadcastForm, item: Announced | None) -> drafting.Draft:
    """What was typed."""
    return drafting.Draft(
        title=form.title.data or "",
        body=(form.body.data or "").strip(),
        audience=form.audience(),
        way=form.way.data,
        link=form.link.data or "",
        is_urgent=bool(form.is_urgent.data),
        item_id=item.id if item else None,
        revision=item.number if item else None,
    )


@bp.post("/moi/")
@guard.shows_again(lambda: page_of(form_of(request.form), 422))
@needs(access.WRITE)
def create() -> Response:
    """Keep it as a draft and rehearse it; with the button "count" it is only counted."""
    form, item = form_of(request.form), announced(request.form.get("bai"))
    if request.form.get("dem"):
        form.validate()
        counted = audience.count(form.audience(), is_urgent=bool(form.is_urgent.data), way=form.way.data)
        return page_of(form, counted=counted)
    if not form.is_fit(has_item=item is not None):
        return page_of(form, 422)
    try:
        made = drafting.create(draft(form, item), access.office(), current_user.id)
    except Conflict:
        form.form_errors.append(_("Bản này của bài đã có thông báo tới đúng những người này."))
        return page_of(form, 422)
    forecasting.run(made)
    flash(_("Đã lưu và chạy thử. Chưa gửi cho ai."))
    return redirect(url_for("broadcast_item.show", broadcast_id=made), 303)


def mine(broadcast_id: uuid.UUID, permission: Permission = access.WRITE) -> Broadcast:
    """A broadcast this person may do this with; another office's is Missing, like none."""
    one = queries.one(broadcast_id)
    if not access.may(permission, one.office_id):
        raise Missing("no such broadcast here")
    return one


@bp.get("/<uuid:broadcast_id>/sua/")
@needs(access.WRITE)
def edit(broadcast_id: uuid.UUID) -> Response:
    """The form of a draft."""
    one = mine(broadcast_id)
    data = {name: getattr(one, name) for name in ("title", "body", "way", "link", "is_urgent")}
    return page_of(form_of(data=data | audiences.filled(Audience.read(one.audience))), one=one)


@bp.post("/<uuid:broadcast_id>/sua/")
@guard.shows_again(lambda broadcast_id: page_of(form_of(request.form), 422, one=mine(broadcast_id)))
@needs(access.WRITE)
def change(broadcast_id: uuid.UUID) -> Response:
    """Write it anew and rehearse it; what was agreed to counts no more."""
    one, form = mine(broadcast_id), form_of(request.form)
    if request.form.get("dem"):
        form.validate()
        counted = audience.count(form.audience(), is_urgent=bool(form.is_urgent.data), way=form.way.data)
        return page_of(form, one=one, counted=counted)
    if not form.is_fit(has_item=one.item_id is not None):
        return page_of(form, 422, one=one)
    item = announced(str(one.item_id)) if one.item_id else None
    told = draft(form, item)
    if one.corrects_id:
        told = drafting.Draft(**{**vars(told), "audience": Audience.read(one.audience)})
    try:
        drafting.change(broadcast_id, told, current_user.id)
        forecasting.run(broadcast_id)
        flash(_("Đã lưu và chạy thử. Chưa gửi cho ai."))
    except Conflict:
        flash(_("Thông báo vừa được thay đổi. Xin xem lại rồi làm tiếp."))
    return redirect(url_for("broadcast_item.show", broadcast_id=broadcast_id), 303)
