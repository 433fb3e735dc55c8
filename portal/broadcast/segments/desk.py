"""The desk of kept audiences, and the count that every form of an audience asks for."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.broadcast import access, audience
from portal.broadcast.messages import EXCLUDED
from portal.broadcast.segments import offering, operations, queries
from portal.broadcast.segments.forms import AudienceForm, SegmentForm
from portal.broadcast.segments.models import Segment
from portal.core import guard, web
from portal.core.db import db
from portal.core.errors import Conflict, Missing
from portal.staff.access import needs

bp = Blueprint("segments_desk", __name__, url_prefix="/desk/thong-bao/nguoi-nhan")


@bp.get("/")
@needs(access.WRITE)
def index() -> Response:
    """Every kept audience in words, and the form for a new one."""
    return _page(_form())


def _form(typed: Any = None) -> SegmentForm:
    form = SegmentForm(typed)
    form.offer(offering.offer())
    return form


def _page(form: SegmentForm, status: int = 200, counted: audience.Count | None = None) -> Response:
    kept = db.session.scalars(access.own(queries.lines(), Segment.office_id)).all()
    told = [(one, offering.told(audience.Audience.read(one.audience))) for one in kept]
    return web.desk_page(
        "broadcast/segments.html", status=status, form=form, kept=told, counted=counted, excluded=EXCLUDED
    )


@bp.post("/")
@guard.shows_again(lambda: _page(_form(request.form), 422))
@needs(access.WRITE)
def keep() -> Response:
    """Keep it under a name; with the button "count" it is only counted."""
    form = _form(request.form)
    if request.form.get("dem"):
        form.validate()
        return _page(form, counted=audience.count(form.audience()))
    if not form.validate():
        return _page(form, 422)
    try:
        operations.keep(form.name.data or "", form.audience(), access.office(), current_user.id)
    except Conflict:
        form.name.errors = [_("Tên này đã có.")]
        return _page(form, 422)
    flash(_("Đã lưu nhóm người nhận."))
    return redirect(url_for("segments_desk.index"), 303)


@bp.post("/dem")
@needs(access.WRITE)
def count() -> Response:
    """How many fit what is ticked just now, and who of them gets nothing why."""
    form = AudienceForm(request.form)
    form.offer(offering.offer())
    is_sound = form.validate()
    counted = audience.count(form.audience()) if is_sound else None
    return web.desk_page("broadcast/_count.html", counted=counted, excluded=EXCLUDED)


@bp.post("/<uuid:segment_id>/bo")
@needs(access.WRITE)
def end(segment_id: uuid.UUID) -> Response:
    """Offer it no more."""
    kept = db.session.scalars(access.own(queries.lines(), Segment.office_id)).all()
    if segment_id not in {one.id for one in kept}:
        raise Missing("no such segment here")
    operations.end(segment_id)
    flash(_("Đã bỏ nhóm người nhận."))
    return redirect(url_for("segments_desk.index"), 303)
