"""The desk of wordings: what each kind says, its versions, and a new one that is seen before it counts."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import web
from portal.core.errors import Conflict, Missing
from portal.core.language import said
from portal.notifications.messages import MOST_SIGNS
from portal.notifications.wording import messages, operations, queries
from portal.notifications.wording.forms import WordingForm
from portal.notifications.wording.kinds import NAMES
from portal.staff.access import Group, Permission, listed, needs

SEE, WRITE = Permission.SEE_MESSAGES, Permission.CHANGE_SETTINGS

bp = Blueprint("wording_desk", __name__, url_prefix="/desk/mau-tin")


@bp.get("/")
@needs(SEE)
@listed(_l("Mẫu tin"), "message-circle", Group.MESSAGES)
def index() -> Response:
    """Every kind with the wording in force."""
    return web.desk_page("notifications/desk/wordings.html", kinds=queries.kinds(), titles=messages.TITLES)


@bp.get("/<kind>/")
@needs(SEE)
def one(kind: str) -> Response:
    """One kind: as it goes out now, its versions, and the form; `?ban=` takes an older one into the form."""
    now, wanted = queries.current(kind), request.args.get("ban", type=int)
    chosen = now if wanted is None else _version(kind, wanted)
    form = WordingForm(data={"body": chosen.body, "button": chosen.button, "base": str(now.version)})
    return _page(kind, form)


@bp.get("/<kind>/ban/<int(max=2147483647):number>/")
@needs(SEE)
def old(kind: str, number: int) -> Response:
    """One version as it was."""
    found = _version(kind, number)
    return web.desk_page(
        "notifications/desk/one_version.html", kind=kind, title=queries.title(kind), found=found
    )


@bp.post("/<kind>/")
@needs(WRITE)
def write(kind: str) -> AnyResponse:
    """Show what the words would become, or bring them into force."""
    form = WordingForm(request.form)
    if not form.validate():
        return _page(kind, form, status=422)
    body, button = form.body.data or "", form.button.data or ""
    try:
        shown = operations.check(kind, body, button or None)
    except operations.Faulty as faulty:
        told = [said(word) % values for word, values in faulty.complaints]
        form.body.errors, form.form_errors = told[:1], told[1:]
        return _page(kind, form, status=422)
    more, less = operations.changed_holes(kind, body)
    is_meant = form.agreed.data or not (more or less)
    if "luu" not in request.form or not is_meant:
        return _page(kind, form, shown=shown, more=more, less=less)
    return _published(kind, form)


def _published(kind: str, form: WordingForm) -> AnyResponse:
    try:
        version = operations.publish(
            kind, form.body.data or "", form.button.data or "", int(form.base.data or 0), current_user.id
        )
    except Conflict:
        form.base.data = str(queries.current(kind).version)
        form.form_errors = [_("Có người vừa lưu một bản khác. Xin xem bản đó ở dưới rồi lưu lại.")]
        return _page(kind, form, status=409)
    if version is None:
        flash(_("Không có gì thay đổi; chưa tạo bản mới."), "warn")
    else:
        flash(_("Đã lưu bản %(version)s. Tin đã xếp hàng trước đó giữ lời cũ.", version=version))
    return web.leave(url_for("wording_desk.one", kind=kind))


def _version(kind: str, number: int) -> queries.Version:
    found = next((one for one in queries.versions(kind) if one.version == number), None)
    if found is None:
        raise Missing("no such version")
    return found


def _page(
    kind: str,
    form: WordingForm,
    *,
    status: int = 200,
    shown: queries.Preview | None = None,
    more: list[str] | None = None,
    less: list[str] | None = None,
) -> Response:
    versions = queries.versions(kind)
    now = next(one for one in versions if one.is_current)
    rules = queries.rules_of(kind)
    is_shown = status == 200 or shown is not None
    return web.desk_page(
        "notifications/desk/wording.html",
        status=status,
        kind=kind,
        title=queries.title(kind),
        form=form,
        now=now,
        versions=versions,
        newer_shipped=next((v for v in versions if v.is_shipped and v.version > now.version), None),
        holes=[(name, NAMES.get(name, name), name in rules.must) for name in sorted(rules.may)],
        shown=(shown or queries.preview(kind, now.body, now.button)) if is_shown else None,
        is_new=shown is not None,
        more=more or [],
        less=less or [],
        limit=MOST_SIGNS,
        may_write=current_user.may(WRITE),
    )
