"""The desk of codes: what nobody has explained, what was decided, and a month of it before it counts."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import web
from portal.core.errors import Missing
from portal.dossiers import messages
from portal.dossiers.mapping import effect, operations, queries
from portal.dossiers.mapping.forms import TELLING, MeaningForm, TellingForm
from portal.dossiers.mapping.meanings import Meaning
from portal.dossiers.mapping.models import EVERYBODY
from portal.dossiers.models import Status
from portal.staff.access import Group, Permission, listed, needs

SEE, DECIDE = Permission.SEE_MESSAGES, Permission.CHANGE_SETTINGS

bp = Blueprint("mapping_desk", __name__, url_prefix="/desk/anh-xa")


@bp.get("/")
@needs(SEE)
@listed(_l("Mã trạng thái"), "list", Group.MESSAGES)
def index() -> Response:
    """Tasks first, then what was decided, then when the national statuses are told."""
    shared = queries.meanings(EVERYBODY)
    return web.desk_page(
        "dossiers/desk/codes.html",
        tasks=queries.tasks(),
        decided=queries.decided(),
        national=[(status, shared.of(str(int(status)))) for status in Status],
        words=messages.words,
        telling=TELLING,
        may_decide=current_user.may(DECIDE),
    )


@bp.get("/ma/<int(max=2147483647):code_id>/")
@needs(DECIDE)
def one(code_id: int) -> Response:
    """One code of one system."""
    found = queries.code(code_id)
    form = MeaningForm(
        data={"status": str(found.status or ""), "when": found.telling.value if found.telling else None}
    )
    return _page(form, found.client, found.raw_status)


@bp.post("/ma/<int(max=2147483647):code_id>/")
@needs(DECIDE)
def explain(code_id: int) -> AnyResponse:
    """Show what the choice would have done; kept when that was seen."""
    found = queries.code(code_id)
    form = MeaningForm(request.form)
    if not form.validate():
        return _page(form, found.client, found.raw_status, status=422)
    return _decided(form, found.client, found.raw_status, Status(int(form.status.data)))


@bp.get("/chung/<int(max=99):number>/")
@needs(DECIDE)
def national(number: int) -> Response:
    """When people are told of a national status."""
    meaning = queries.meanings(EVERYBODY).of(str(int(_status(number))))
    return _page(TellingForm(data={"when": meaning.telling.value}), EVERYBODY, str(number))


@bp.post("/chung/<int(max=99):number>/")
@needs(DECIDE)
def tell(number: int) -> AnyResponse:
    """Show what the choice would have done; kept when that was seen."""
    form, status = TellingForm(request.form), _status(number)
    if not form.validate():
        return _page(form, EVERYBODY, str(number), status=422)
    return _decided(form, EVERYBODY, str(number), status)


def _status(number: int) -> Status:
    if number not in list(Status):
        raise Missing("no such status")
    return Status(number)


def _decided(form: TellingForm, client: str, raw_status: str, status: Status) -> AnyResponse:
    """The effect of a choice; kept when it was this one whose effect was seen."""
    meaning = form.meaning(status)
    if form.seen.data != _word(meaning):
        return _page(form, client, raw_status, meaning)
    operations.decide(client, raw_status, status, meaning.telling, current_user.id)
    operations.settle()  # the first of what waits; the relay goes on with the rest
    flash(_("Đã lưu. Từ nay mã này được hiểu và báo như vừa chọn."))
    return web.leave(url_for("mapping_desk.index"))


def _word(meaning: Meaning) -> str:
    return f"{meaning.status:d}.{meaning.telling}"


def _page(
    form: TellingForm, client: str, raw_status: str, meaning: Meaning | None = None, status: int = 200
) -> Response:
    form.seen.data = _word(meaning) if meaning else ""
    is_national = client == EVERYBODY
    return web.desk_page(
        "dossiers/desk/one_code.html",
        status=status,
        form=form,
        client=client,
        raw_status=raw_status,
        is_national=is_national,
        title=messages.words(int(raw_status)).title if is_national else "",
        effect=effect.of_month(client, raw_status, meaning) if meaning else None,
    )
