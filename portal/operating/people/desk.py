"""The register of requests about people's data: taken down, handed out, erased or refused, each in time."""

import uuid

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.citizens.forms import parse_phone
from portal.citizens.models import Proof
from portal.citizens.self_view import masked
from portal.core import clock, watch, web
from portal.operating.models import CameBy, DataRequest, Wish
from portal.operating.people import finding, forgetting, forms, register
from portal.staff.access import Group, Permission, listed, needs

HERE = "/desk/yeu-cau-du-lieu/"
PER = Permission.CHANGE_SETTINGS

bp = Blueprint("data_requests_desk", __name__, url_prefix=HERE.rstrip("/"))
watch.add_line(register.line)


@bp.get("/")
@needs(PER)
@listed(_l("Yêu cầu dữ liệu"), "user", Group.SYSTEM)
def index() -> Response:
    """Open ones by their due day, and the form for a new one."""
    return _page(forms.RequestForm())


@bp.post("/")
@needs(PER)
def take() -> AnyResponse:
    """A new request; the number is kept sealed until it is settled."""
    form = forms.RequestForm(request.form)
    number = parse_phone(form.phone.data or "")
    if not form.validate() or number is None:
        return _page(form, 422)
    made = register.take(Wish(form.wish.data), number, CameBy(form.came_by.data), current_user.id)
    return web.leave(url_for("data_requests_desk.show", request_id=made))


@bp.get("/<uuid:request_id>/")
@needs(PER)
def show(request_id: uuid.UUID) -> Response:
    """One request: what is known of the number, counted, and what can be done."""
    return _one(register.by_id(request_id), forms.EraseForm(), forms.RefuseForm())


@bp.post("/<uuid:request_id>/tep.zip")
@needs(PER)
def hand_out(request_id: uuid.UUID) -> Response:
    """Everything as a file for the person; settles the request."""
    made = Response(register.hand_out(request_id, current_user.id), mimetype="application/zip")
    made.headers["Content-Disposition"] = "attachment; filename=du-lieu-ca-nhan.zip"
    return web.keep_private(made)


@bp.post("/<uuid:request_id>/xoa")
@needs(PER)
def erase(request_id: uuid.UUID) -> AnyResponse:
    """Forget the people behind the number."""
    form = forms.EraseForm(request.form)
    if not form.validate():
        return _one(register.by_id(request_id), form, forms.RefuseForm(), 422)
    gone = register.erase(request_id, current_user.id, with_claimed=bool(form.with_claimed.data))
    flash(_("Đã xóa dữ liệu của %(n)s người và mọi nơi chỉ ghi số này.", n=gone))
    return web.leave(url_for("data_requests_desk.show", request_id=request_id))


@bp.post("/<uuid:request_id>/tu-choi")
@needs(PER)
def refuse(request_id: uuid.UUID) -> AnyResponse:
    """Not done, with a reason."""
    form = forms.RefuseForm(request.form)
    if not form.validate():
        return _one(register.by_id(request_id), forms.EraseForm(), form, 422)
    register.refuse(request_id, form.why.data or "", current_user.id)
    flash(_("Đã ghi lý do từ chối. Xin báo cho người yêu cầu."))
    return web.leave(HERE)


def _page(form: forms.RequestForm, status: int = 200) -> Response:
    return web.desk_page(
        "operating/requests.html",
        status=status,
        form=form,
        requests=register.listed(),
        wishes=forms.WISHES,
        today=clock.today(),
    )


def _one(
    found: DataRequest, erase_form: forms.EraseForm, refuse_form: forms.RefuseForm, status: int = 200
) -> Response:
    people = finding.people(found.fingerprint)
    everyone = [one.id for one in people]
    return web.desk_page(
        "operating/request.html",
        status=status,
        one=found,
        number=masked(found.number) if found.number else None,
        wishes=forms.WISHES,
        ways=forms.WAYS,
        proven=sum(one.proof is Proof.VERIFIED for one in people),
        claimed=sum(one.proof is not Proof.VERIFIED for one in people),
        known=forgetting.left(found.fingerprint, everyone),
        erase_form=erase_form,
        refuse_form=refuse_form,
        today=clock.today(),
    )
