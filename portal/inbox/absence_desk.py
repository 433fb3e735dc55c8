"""The desk of absences: who is away, who stands in."""

import uuid
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import web
from portal.core.errors import Missing
from portal.inbox import absences, forms, people
from portal.staff.access import Permission, needs

bp = Blueprint("absence_desk", __name__, url_prefix="/desk/inbox/vang-mat")


@bp.get("/")
@needs(Permission.WORK_INBOX)
def index() -> Response:
    """Absences of now and to come, and a form for one more."""
    return _page(_form())


def _near() -> list[tuple[uuid.UUID, str]]:
    """Colleagues of the person's offices; for who may act everywhere all of them."""
    where = current_user.offices(Permission.WORK_INBOX)
    if where is None:
        return people.colleagues(Permission.WORK_INBOX, None)
    return people.of_offices(Permission.WORK_INBOX, where)


def _form(told: Any = None) -> forms.AbsenceForm:
    return forms.AbsenceForm(told).offer(_near())


def _page(form: forms.AbsenceForm, status: int = 200) -> Response:
    near = {who for who, _name in _near()}
    rows = [one for one in absences.told() if one.user_id in near]
    return web.desk_page("inbox/absences.html", status=status, form=form, rows=rows)


@bp.post("/")
@needs(Permission.WORK_INBOX)
def enter() -> AnyResponse:
    """Somebody is away: items of today move at once."""
    form = _form(request.form)
    if not form.validate() or not form.since.data or not form.until.data:
        return _page(form, 422)
    stand_in = uuid.UUID(form.stand_in.data) if form.stand_in.data else None
    absences.enter(uuid.UUID(form.who.data), form.since.data, form.until.data, stand_in, by=current_user.id)
    flash(_("Đã ghi lịch vắng mặt; việc của người này được chuyển theo lịch."))
    return web.leave(url_for("absence_desk.index"))


@bp.post("/<uuid:absence_id>/bo")
@needs(Permission.WORK_INBOX)
def end(absence_id: uuid.UUID) -> AnyResponse:
    """They are back."""
    if absences.whose(absence_id) not in {who for who, _name in _near()}:
        raise Missing("nobody of their offices")
    absences.end(absence_id, current_user.id)
    flash(_("Đã bỏ lịch vắng mặt; việc đã chuyển vẫn ở người đang làm."))
    return web.leave(url_for("absence_desk.index"))
