"""The desk of officials' groups: made, invited into, listed, closed."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.broadcast import access
from portal.broadcast.officials import forms, operations, queries
from portal.broadcast.officials.models import Group
from portal.core import guard, web
from portal.core.db import db
from portal.core.errors import Missing
from portal.staff.access import needs

bp = Blueprint("officials_desk", __name__, url_prefix="/desk/thong-bao/can-bo")
LARGEST = 600 * 1024


@bp.get("/")
@needs(access.APPROVE)
def index() -> Response:
    """Every group with who is in it, and the form for a new one."""
    return _page()


def _page(status: int = 200, **more: Any) -> Response:
    usual = {"form": forms.GroupForm(), "code_form": forms.CodeForm(), "list_form": forms.ListForm()}
    lines = db.session.execute(access.own(queries.lines(), Group.office_id)).all()
    return web.desk_page("broadcast/officials.html", status=status, groups=lines, **{**usual, **more})


def _again(group_id: uuid.UUID | None = None) -> Response:
    return _page(422, touched=group_id, list_form=forms.ListForm(request.form))


def _mine(group_id: uuid.UUID) -> uuid.UUID:
    lines = db.session.execute(access.own(queries.lines(), Group.office_id)).all()
    if group_id not in {line.id for line in lines}:
        raise Missing("no such group here")
    return group_id


@bp.post("/")
@guard.shows_again(_again)
@needs(access.APPROVE)
def make() -> Response:
    """A new group of this person's office."""
    form = forms.GroupForm(request.form)
    if not form.validate():
        return _page(422, form=form)
    operations.make(form.name.data or "", access.office(), current_user.id)
    flash(_("Đã lập nhóm. Mời người vào bằng mã hoặc danh sách số điện thoại."))
    return redirect(url_for("officials_desk.index"), 303)


@bp.post("/<uuid:group_id>/ma")
@guard.shows_again(_again)
@needs(access.APPROVE)
def invite(group_id: uuid.UUID) -> Response:
    """A code, shown this once; the one before it ends."""
    form = forms.CodeForm(request.form)
    if not form.validate():
        return _page(422, touched=_mine(group_id), code_form=form)
    code = operations.invite(_mine(group_id), current_user.id, form.most.data or 1, form.days.data or 1)
    return _page(touched=group_id, code=code)


@bp.post("/<uuid:group_id>/so")
@guard.takes(LARGEST)
@guard.shows_again(_again)
@needs(access.APPROVE)
def take_list(group_id: uuid.UUID) -> Response:
    """Numbers of members; what is none is told by its line, the others are taken."""
    form = forms.ListForm(request.form)
    if not form.validate():
        return _page(422, touched=_mine(group_id), list_form=form)
    taken = operations.take_list(_mine(group_id), (form.numbers.data or "").splitlines(), current_user.id)
    return _page(422 if taken.bad and not taken.fresh else 200, touched=group_id, taken=taken)


@bp.post("/<uuid:group_id>/dong")
@needs(access.APPROVE)
def close(group_id: uuid.UUID) -> Response:
    """Nobody gets anything as its member any more."""
    operations.close(_mine(group_id), current_user.id)
    flash(_("Đã đóng nhóm."))
    return redirect(url_for("officials_desk.index"), 303)
