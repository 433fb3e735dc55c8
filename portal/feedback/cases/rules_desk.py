"""The rules of where feedback goes, with a box to try them."""

import uuid
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.core import clock, settings, web
from portal.core.errors import Conflict
from portal.feedback import messages as words
from portal.feedback.cases import choices, forms, opening, queries, routing, ruling
from portal.feedback.models import Kind
from portal.places import superiors
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("feedback_rules", __name__, url_prefix="/desk/phan-anh/luat")


@bp.get("/")
@needs(Permission.TRIAGE_FEEDBACK)
@listed(_l("Chuyển phản ánh"), "arrow-right", Group.PEOPLE)
def index() -> Response:
    """The rules, a new one, and where a feedback would go."""
    return _page(_form())


@bp.post("/")
@needs(Permission.TRIAGE_FEEDBACK)
def add() -> AnyResponse:
    """One rule more, or another office for the same kind and commune."""
    form = _form(request.form)
    office_id = forms.read_office(form.office.data)
    if not form.validate() or office_id is None:
        return _page(form, 422)
    kind = Kind(form.kind.data) if form.kind.data else None
    ruling.put(kind, int(form.unit.data) if form.unit.data else None, office_id, current_user.id)
    flash(_("Đã lưu. Phản ánh mới đi theo quy tắc này."))
    return web.leave(url_for("feedback_rules.index"))


@bp.post("/<int:rule_id>/bo")
@needs(Permission.TRIAGE_FEEDBACK)
def drop(rule_id: int) -> AnyResponse:
    """Without this rule from now on; cases stay where they are."""
    ruling.drop(rule_id, current_user.id)
    flash(_("Đã bỏ quy tắc. Phản ánh đang xử lý không thay đổi."))
    return web.leave(url_for("feedback_rules.index"))


@bp.post("/cap-tren")
@needs(Permission.TRIAGE_FEEDBACK)
def climb_to() -> AnyResponse:
    """Which office stands above which."""
    typed = _superior_form(request.form)
    if not typed.validate():
        return _page(_form(), 422, above=typed)
    try:
        ruling.climb_to(uuid.UUID(typed.lower.data), forms.read_office(typed.higher.data), current_user.id)
    except Conflict:
        typed.higher.errors = [_("Hai cơ quan sẽ thành cấp trên của nhau. Xin chọn cơ quan khác.")]
        return _page(_form(), 422, above=typed)
    flash(_("Đã lưu. Việc quá hạn từ nay được báo lên theo bảng này."))
    return web.leave(url_for("feedback_rules.index"))


def _superior_form(typed: Any = None) -> forms.SuperiorForm:
    form = forms.SuperiorForm(typed)
    offices = [SelectChoice(str(office), name) for office, name in choices.offices()]
    form.lower.choices = offices
    form.higher.choices = [SelectChoice("", _("Không có: bộ phận điều phối của tỉnh")), *offices]
    return form


def _form(typed: Any = None) -> forms.RuleForm:
    form = forms.RuleForm(typed)
    form.kind.choices = [
        SelectChoice("", _("Mọi loại")),
        *(
            SelectChoice(kind.value, _(told))
            for kind, told in words.SHORT.items()
            if kind not in routing.TRIAGE
        ),
    ]
    here = choices.communes(settings.get().province_name, clock.today())
    form.unit.choices = [
        SelectChoice("", _("Mọi xã, phường")),
        *(SelectChoice(str(unit), name) for unit, name in here),
    ]
    form.office.choices = [SelectChoice(str(office), name) for office, name in choices.offices()]
    return form


def _page(form: forms.RuleForm, status: int = 200, above: forms.SuperiorForm | None = None) -> Response:
    return web.desk_page(
        "feedback/desk/rules.html",
        fragment="feedback/desk/_tried.html",
        status=status,
        form=form,
        above=above or _superior_form(),
        rows=choices.rules(),
        superiors=superiors.every(),
        kinds=words.SHORT,
        tried=_tried(),
    )


def _tried() -> dict[str, Any] | None:
    """Where a feedback of the kind and commune of the test box would go."""
    kind, unit = request.args.get("loai", ""), request.args.get("xa", "")
    if kind not in set(Kind):
        return None
    unit_id = int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None
    office = queries.name_of_office(opening.route(Kind(kind), unit_id))
    return {"kind": kind, "unit": unit_id, "office": office}
