"""The desk of broadcasts: what was told and what is to be told, and the form for a new one."""

import uuid

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _l

from portal.broadcast import access, forms
from portal.broadcast.messages import EXCLUDED
from portal.broadcast.segments import forms as audiences
from portal.broadcast.segments import offering
from portal.broadcast.segments import queries as segments
from portal.broadcast.segments.models import Segment
from portal.broadcast.shape import Audience
from portal.core import settings, web
from portal.core.db import db
from portal.staff.access import Group, listed, needs

bp = Blueprint("broadcast_desk", __name__, url_prefix="/desk/thong-bao")


@bp.get("/")
@needs(access.WRITE)
@listed(_l("Thông báo tới người dân"), "bell-ring", Group.CONTENT)
def index() -> Response:
    """Every broadcast, the last changed first."""
    return web.desk_page("broadcast/index.html", rows=[])


@bp.get("/moi/")
@needs(access.WRITE)
def fresh() -> Response:
    """The form for a new one; `nhom` names a kept audience it begins with."""
    kept = _segment()
    form = forms.BroadcastForm(data=audiences.filled(kept) if kept else None)
    form.offer(offering.offer())
    return _form_page(form)


def _segment() -> Audience | None:
    try:
        return segments.audience_of(uuid.UUID(request.args.get("nhom", "")))
    except ValueError:
        return None


def _form_page(form: forms.BroadcastForm, status: int = 200) -> Response:
    kept = db.session.scalars(access.own(segments.lines(), Segment.office_id)).all()
    return web.desk_page(
        "broadcast/new.html",
        status=status,
        form=form,
        segments=kept,
        action=request.path,
        window_days=int(settings.get().zalo_window_days),
        excluded=EXCLUDED,
    )
