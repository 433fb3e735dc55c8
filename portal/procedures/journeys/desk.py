"""The desk of journeys: an editor builds one without code, a publisher shows it."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.core import web
from portal.core.errors import Conflict, Missing
from portal.core.guard import shows_again
from portal.procedures.journeys import forms, operations, picking, queries
from portal.procedures.journeys.operations import Editor
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("journeys_desk", __name__, url_prefix="/desk/viec")


@bp.get("/")
@needs(Permission.WRITE_NEWS)
@listed(_l("Việc theo bước"), "list", Group.CONTENT)
def index() -> Response:
    """Every journey, and a form for a new one."""
    return _list(forms.JourneyForm())


def _list(form: forms.JourneyForm, status: int = 200) -> Response:
    return web.desk_page(
        "procedures/journeys/desk/list.html", status=status, form=form, journeys=queries.every()
    )


@bp.post("/")
@shows_again(lambda: _list(forms.JourneyForm(request.form), 422))
@needs(Permission.WRITE_NEWS)
def create() -> Response:
    """Begin a journey."""
    form = forms.JourneyForm(request.form)
    if not form.validate():
        return _list(form, 422)
    made = operations.create(form.title.data or "", form.summary.data or "", _editor())
    return redirect(url_for("journeys_desk.show", journey_id=made), 303)


@bp.get("/<uuid:journey_id>/")
@needs(Permission.WRITE_NEWS)
def show(journey_id: uuid.UUID) -> Response:
    """One journey to be edited."""
    return _one(journey_id)


def _one(journey_id: uuid.UUID, status: int = 200, **typed: Any) -> Response:
    journey = queries.by_id(journey_id)
    if journey is None:
        raise Missing("journey")
    about = forms.JourneyForm(data={"title": journey.title, "summary": journey.summary})
    return web.desk_page(
        "procedures/journeys/desk/one.html",
        status=status,
        journey=journey,
        may_publish=_editor().may_publish,
        about=typed.get("about", about),
        adding=typed.get("adding", forms.StepForm(prefix="moi-")),
        editing={
            step.id: forms.StepForm(prefix=_prefix(step.id), data=_typed(step)) for step in journey.steps
        }
        | typed.get("editing", {}),
    )


def _prefix(step_id: uuid.UUID) -> str:
    return f"b{step_id.hex[:8]}-"


def _typed(step: queries.Step) -> dict[str, Any]:
    told = {name: getattr(step, name) for name in ("title", "condition", "note")}
    return told | {"branch": step.branch.value, "procedure": step.code}


@bp.post("/<uuid:journey_id>/")
@shows_again(lambda journey_id: _one(journey_id, 422, about=forms.JourneyForm(request.form)))
@needs(Permission.WRITE_NEWS)
def describe(journey_id: uuid.UUID) -> Response:
    """Its title and for whom it is."""
    form = forms.JourneyForm(request.form)
    if not form.validate():
        return _one(journey_id, 422, about=form)
    operations.describe(journey_id, form.title.data or "", form.summary.data or "", _editor())
    return _back(journey_id, _("Đã lưu."))


@bp.post("/<uuid:journey_id>/hien")
@needs(Permission.APPROVE_PROCEDURES)
def publish(journey_id: uuid.UUID) -> Response:
    """Show it to citizens."""
    try:
        operations.publish(journey_id, _editor(), shown=True)
    except Conflict:
        return _back(journey_id, _("Cần ít nhất một bước trước khi đăng."))
    return _back(journey_id, _("Đã đăng. Người dân thấy ngay trên trang Tìm thủ tục."))


@bp.post("/<uuid:journey_id>/an")
@needs(Permission.APPROVE_PROCEDURES)
def withdraw(journey_id: uuid.UUID) -> Response:
    """Make it a draft again."""
    operations.publish(journey_id, _editor(), shown=False)
    return _back(journey_id, _("Đã gỡ xuống. Trang này lại là bản nháp."))


def _add_again(journey_id: uuid.UUID) -> Response:
    return _one(journey_id, 422, adding=forms.StepForm(request.form, prefix="moi-"))


@bp.post("/<uuid:journey_id>/buoc")
@shows_again(_add_again)
@needs(Permission.WRITE_NEWS)
def add(journey_id: uuid.UUID) -> Response:
    """One more step."""
    form = forms.StepForm(request.form, prefix="moi-")
    facts = picking.facts(form)
    if facts is None:
        return _one(journey_id, 422, adding=form)
    try:
        operations.add_step(journey_id, facts, _editor())
    except Conflict:
        return _back(journey_id, _("Một việc có nhiều nhất %(n)s bước.", n=operations.MOST_STEPS))
    return _back(journey_id, _("Đã thêm bước."))


def _change_again(journey_id: uuid.UUID, step_id: uuid.UUID) -> Response:
    form = forms.StepForm(request.form, prefix=_prefix(step_id))
    return _one(journey_id, 422, editing={step_id: form})


@bp.post("/<uuid:journey_id>/buoc/<uuid:step_id>")
@shows_again(_change_again)
@needs(Permission.WRITE_NEWS)
def change(journey_id: uuid.UUID, step_id: uuid.UUID) -> Response:
    """Say a step otherwise."""
    form = forms.StepForm(request.form, prefix=_prefix(step_id))
    facts = picking.facts(form)
    if facts is None:
        return _one(journey_id, 422, editing={step_id: form})
    operations.change_step(journey_id, step_id, facts, _editor())
    return _back(journey_id, _("Đã lưu."))


@bp.post("/<uuid:journey_id>/buoc/<uuid:step_id>/len")
@needs(Permission.WRITE_NEWS)
def earlier(journey_id: uuid.UUID, step_id: uuid.UUID) -> Response:
    """One place up."""
    operations.move_step(journey_id, step_id, -1, _editor())
    return _back(journey_id, _("Đã chuyển bước."))


@bp.post("/<uuid:journey_id>/buoc/<uuid:step_id>/xuong")
@needs(Permission.WRITE_NEWS)
def later(journey_id: uuid.UUID, step_id: uuid.UUID) -> Response:
    """One place down."""
    operations.move_step(journey_id, step_id, 1, _editor())
    return _back(journey_id, _("Đã chuyển bước."))


@bp.post("/<uuid:journey_id>/buoc/<uuid:step_id>/bo")
@needs(Permission.WRITE_NEWS)
def drop(journey_id: uuid.UUID, step_id: uuid.UUID) -> Response:
    """Take a step away."""
    try:
        operations.drop_step(journey_id, step_id, _editor())
    except Conflict:
        return _back(journey_id, _("Gỡ trang xuống trước khi bỏ bước cuối cùng."))
    return _back(journey_id, _("Đã bỏ bước."))


def _editor() -> Editor:
    return Editor(current_user.id, current_user.may(Permission.APPROVE_PROCEDURES))


def _back(journey_id: uuid.UUID, told: str) -> Response:
    flash(told)
    return redirect(url_for("journeys_desk.show", journey_id=journey_id), 303)
