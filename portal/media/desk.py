"""The library on the desk: find, take in, describe, choose what crops show, take out."""

import uuid
from typing import Any, cast

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import guard, web
from portal.core.errors import Conflict, Missing
from portal.media import forms, operations, queries, uploading, veil
from portal.media.uploading import offices
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("media_desk", __name__, url_prefix="/desk/anh")


@bp.get("/")
@listed(_l("Thư viện ảnh"), "camera", Group.CONTENT)
@needs(Permission.WRITE_NEWS)
def index() -> Response:
    """What this person's offices may use, found by words."""
    asked, found = uploading.asked()
    return web.desk_page(
        "media/library.html", fragment="media/_found.html", asked=asked, found=found, shown_of=queries.shown
    )


@bp.get("/moi/")
@needs(Permission.WRITE_NEWS)
def fresh() -> Response:
    """A new picture."""
    return web.desk_page("media/new.html", form=uploading.upload_form())


@bp.post("/moi/")
@guard.takes(uploading.LARGEST_REQUEST)
@needs(Permission.WRITE_NEWS)
def take_in() -> AnyResponse:
    """Take it in, in every size; next is its focal point."""
    form = uploading.upload_form(request.form)
    taken = uploading.taken(form)
    if taken is None:
        return web.desk_page("media/new.html", status=422, form=form)
    told = _("Đã đưa ảnh vào thư viện.") if taken.is_new else _("Ảnh này đã có trong thư viện.")
    flash(told)
    return redirect(url_for("media_desk.show", picture_id=taken.id), 303)


@bp.get("/<uuid:picture_id>/")
@needs(Permission.WRITE_NEWS)
def show(picture_id: uuid.UUID) -> Response:
    """One picture: its crops, its words, where it stands."""
    return _picture(picture_id)


@bp.post("/<uuid:picture_id>/loi")
@needs(Permission.WRITE_NEWS)
def describe(picture_id: uuid.UUID) -> AnyResponse:
    """Other words."""
    form = forms.PictureForm(request.form)
    _own(picture_id)
    if not form.validate():
        return _picture(picture_id, 422, form=form)
    operations.describe(picture_id, uploading.words(form), current_user.id)
    flash(_("Đã lưu lời mô tả."))
    return _back(picture_id)


@bp.post("/<uuid:picture_id>/tam-diem")
@needs(Permission.WRITE_NEWS)
def focus(picture_id: uuid.UUID) -> AnyResponse:
    """Another focal point; crops are made anew."""
    form = forms.FocusForm(request.form)
    _own(picture_id)
    if not form.validate():
        return _picture(picture_id, 422, point=form)
    operations.focus(picture_id, cast(int, form.x.data), cast(int, form.y.data), current_user.id)
    flash(_("Đã cắt lại ảnh theo điểm chính."))
    return _back(picture_id)


@bp.post("/<uuid:picture_id>/bo")
@needs(Permission.WRITE_NEWS)
def take_out(picture_id: uuid.UUID) -> AnyResponse:
    """Out of the library, unless a text holds it."""
    _own(picture_id)
    try:
        operations.take_out(picture_id, current_user.id)
    except Conflict:
        return _picture(picture_id, 409, complaint=_("Ảnh đang được dùng. Xin bỏ ảnh khỏi bài trước."))
    flash(_("Đã bỏ ảnh khỏi thư viện."))
    return redirect(url_for("media_desk.index"), 303)


def _back(picture_id: uuid.UUID) -> AnyResponse:
    return redirect(url_for("media_desk.show", picture_id=picture_id), 303)


def _own(picture_id: uuid.UUID) -> None:
    """Changing is for its own office; whoever only uses it finds nothing to change."""
    if not queries.is_own(queries.picture(picture_id, offices()), offices()):
        raise Missing("picture")


def _picture(picture_id: uuid.UUID, status: int = 200, **values: Any) -> Response:
    row = queries.picture(picture_id, offices())
    uses, unsaid = veil.uses(row.ref)
    values.setdefault("form", forms.PictureForm(obj=row))
    values.setdefault("point", forms.FocusForm(data={"x": row.focus_x, "y": row.focus_y}))
    return web.desk_page(
        "media/picture.html",
        status=status,
        picture=row,
        is_own=queries.is_own(row, offices()),
        uses=uses,
        unsaid=unsaid,
        shown_of=queries.shown,
        **values,
    )
