"""The desk of channels: how a message finds its way, what that costs, and in which of Zalo's templates."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.account.ways import forms, operations, queries
from portal.account.ways.forms import KindForm, PriceForm
from portal.core import clock, settings, web
from portal.core.amounts import dong
from portal.core.errors import Missing
from portal.core.forms import Form
from portal.core.language import said
from portal.notifications import letters, prices, steps
from portal.notifications.messages import PLACEHOLDERS
from portal.notifications.models import Channel
from portal.notifications.prices import Price
from portal.notifications.wording.kinds import NAMES, OF_DOSSIER
from portal.staff.access import Group, Permission, listed, needs

HERE = "/desk/kenh-gui/"
PER = Permission.CHANGE_SETTINGS
STATES = {
    "on": (_l("Đang dùng"), "done", "check-circle"),
    "off": (_l("Chưa bật"), "neutral", "x-circle"),
    "no_template": (_l("Chưa chọn mẫu tin"), "neutral", "file-text"),
    "shut": (_l("Trang Zalo không dùng được"), "stopped", "x-circle"),
    "resting": (_l("Đang tạm nghỉ"), "waiting", "clock"),
}

bp = Blueprint("ways_desk", __name__, url_prefix=HERE.rstrip("/"))


@bp.get("/")
@needs(Permission.SEE_MESSAGES)
@listed(_l("Kênh gửi"), "list", Group.ZALO)
def index() -> Response:
    """Channels, prices and templates on one page."""
    return _page(_price_form())


def _price_form(typed: Any = None) -> PriceForm:
    form = PriceForm(typed)
    form.channel.choices = [SelectChoice(way.value, said(steps.NAMES[way])) for way in Channel]
    return form


def _page(form: PriceForm, status: int = 200) -> Response:
    found = queries.stands()
    return web.desk_page(
        "account/desk/ways.html",
        status=status,
        form=form,
        stands=found,
        dong=dong,
        spent=sum(one.spent for one in found),
        cap=settings.get().dossier_cost_cap,
        prices=prices.all_of(),
        channels=steps.NAMES,
        states=STATES,
        uses=queries.uses(),
        kinds=queries.KINDS,
        templates=queries.templates(),
        today=clock.today(),
        may_change=current_user.may(PER),
    )


@bp.post("/gia")
@needs(PER)
def enter_price() -> AnyResponse:
    """A price from a day on."""
    form = _price_form(request.form)
    if not form.validate() or form.valid_from.data is None or form.dong.data is None:
        return _page(form, 422)
    price = Price(Channel(form.channel.data), form.valid_from.data, form.dong.data, form.note.data or "")
    if operations.enter_price(price, current_user.id):
        flash(_("Đã ghi giá."))
    else:
        flash(_("Kênh này đã có giá từ ngày đó; xin chọn ngày khác."), "warn")
    return web.leave(HERE)


@bp.get("/mau/<template_id>/")
@needs(PER)
def template(template_id: str) -> Response:
    """The boxes of one template, as they are filled for a kind."""
    kind = request.args.get("loai", letters.ANY_KIND)
    kept = queries.use_of(kind, template_id)
    form = _values_form(template_id, None, kept)
    form.kind.data = kind if kind in queries.KINDS else letters.ANY_KIND
    return _boxes(template_id, form)


@bp.post("/mau/<template_id>/")
@needs(PER)
def use_template(template_id: str) -> AnyResponse:
    """A kind of message is said by this template from now on."""
    form = _values_form(template_id, request.form, {})
    if not form.validate():
        return _boxes(template_id, form, 422)
    if operations.use_template(form.kind.data, template_id, _values(form), current_user.id):
        flash(_("Đã dùng mẫu tin. Tin đã gửi giữ nguyên mẫu cũ."))
    else:
        flash(_("Không có gì thay đổi."))
    return web.leave(HERE)


@bp.post("/bo-mau")
@needs(PER)
def drop_template() -> AnyResponse:
    """A kind of message is said by no template any more."""
    kind = request.form.get("kind", "")
    if kind not in queries.KINDS:
        raise Missing("no such kind")
    operations.drop_template(kind, current_user.id)
    flash(_("Đã thôi dùng mẫu tin."))
    return web.leave(HERE)


def _values_form(template_id: str, typed: Any, kept: Mapping[str, str]) -> KindForm:
    form = forms.values_form(queries.params(queries.template(template_id)), typed, kept)
    form.kind.choices = [SelectChoice(kind, said(name)) for kind, name in queries.KINDS.items()]
    return form


def _values(form: Form) -> dict[str, str]:
    return {field.name.removeprefix("p_"): field.data or "" for field in form if field.name != "kind"}


def _boxes(template_id: str, form: Form, status: int = 200) -> Response:
    found = queries.template(template_id)
    return web.desk_page(
        "account/desk/way_template.html",
        status=status,
        found=found,
        form=form,
        places=sorted((f"{{{name}}}", NAMES.get(name, name)) for name in OF_DOSSIER),
        preview=_preview(found.template_id, _values(form)),
        most={one["name"]: one.get("most") for one in queries.params(found)},
    )


def _preview(template_id: str, values: Mapping[str, str]) -> Mapping[str, str]:
    """The values with each place named in words; nothing while a place is wrong."""
    told = {name: value for name, value in values.items() if value}
    sample = {name: f"({NAMES.get(name, name)})" for name in PLACEHOLDERS}
    try:
        body = letters.packed(template_id, told, {})
        return letters.letter(body, sample, f"{settings.get().base_url}/h/…").data
    except ValueError:
        return {}
