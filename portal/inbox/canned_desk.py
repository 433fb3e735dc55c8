"""The desk of canned replies: an office's own, and the province's."""

import uuid

from flask import Blueprint, Response, flash, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import web
from portal.core.errors import Denied, Refused
from portal.inbox import canned, forms, messages, people
from portal.notifications.messages import MOST_SIGNS
from portal.staff.access import Permission, needs

bp = Blueprint("canned_desk", __name__, url_prefix="/desk/inbox/cau-soan-san")


@bp.get("/")
@needs(Permission.WORK_INBOX)
def index() -> Response:
    """All of them that this person is offered, and a form for one more; `sua` fills it with one of them."""
    mine = canned.offered(_offices())
    chosen = next((one for one in mine if str(one.id) == request.args.get("sua")), None)
    form = forms.CannedForm()
    if chosen:
        form = forms.CannedForm(data={"title": chosen.title, "body": chosen.body})
        form.office.data = str(chosen.office_id or "")
    return _page(form)


def _offices() -> canned.Offices:
    found: canned.Offices = current_user.offices(g.permission)
    return found


def _page(form: forms.CannedForm, status: int = 200) -> Response:
    mine = _offices()
    form.office.choices = forms.one_of(people.offices(mine), _("Cả tỉnh") if mine is None else None)
    return web.desk_page(
        "inbox/canned.html",
        status=status,
        form=form,
        rows=canned.offered(mine),
        may=lambda one: mine is None or one.office_id in mine,
        holes=messages.HOLES,
        most=MOST_SIGNS,
    )


@bp.post("/")
@needs(Permission.WORK_INBOX)
def save() -> AnyResponse:
    """Write one; the same name at the same office is written over."""
    form, mine = forms.CannedForm(request.form), _offices()
    form.office.choices = forms.one_of(people.offices(mine))
    if not form.validate():
        return _page(form, 422)
    office_id = uuid.UUID(form.office.data) if form.office.data else None
    try:
        canned.save(current_user.id, mine, form.title.data or "", form.body.data or "", office_id)
    except Refused as refused:
        form.body.errors = [_("Không có chỗ điền này: %(name)s", name=str(refused))]
        return _page(form, 422)
    except Denied:
        form.office.errors = [_("Xin chọn cơ quan của bạn.")]
        return _page(form, 422)
    flash(_("Đã lưu câu soạn sẵn."))
    return web.leave(url_for("canned_desk.index"))


@bp.post("/<uuid:canned_id>/bo")
@needs(Permission.WORK_INBOX)
def end(canned_id: uuid.UUID) -> AnyResponse:
    """Nobody is offered it any more."""
    canned.end(canned_id, current_user.id, _offices())
    flash(_("Đã bỏ câu soạn sẵn."))
    return web.leave(url_for("canned_desk.index"))
