"""The operations desk: everything one engineer needs on one page, and a page to follow for each alert."""

from flask import Blueprint, Response, flash, request
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.core import plots, queue, watch, web
from portal.core.errors import Missing
from portal.core.finding.keeping import of_pages
from portal.notifications import stops
from portal.operating import operations, queries, runbook, watching
from portal.operating.backup import holding, nightly
from portal.operating.doctor import machine, services
from portal.operating.forms import StopForm, TroubleForm
from portal.staff.access import Group, Permission, listed, needs, quiet

HERE = "/desk/van-hanh/"
PER = Permission.CHANGE_SETTINGS

bp = Blueprint("operations_desk", __name__, url_prefix=HERE.rstrip("/"))
for line in (*watching.LINES, nightly.line):
    watch.add_line(line)


TROUBLE = _l("Zalo đang gặp sự cố: tin báo có thể đến chậm. Xin tra cứu hồ sơ tại đây.")
_is_trouble = of_pages(stops.is_trouble)  # every page asks


@bp.record_once
def tell_citizens(state: BlueprintSetupState) -> None:
    """While Zalo has trouble every page says so, with the way that needs no Zalo."""
    web.tell_alerts(state.app, _notices)


def _notices() -> web.Alerts:
    try:
        if not _is_trouble.get():
            return []
    except SQLAlchemyError:  # the page that says so is dressed, too
        return []
    return [{"level": "warn", "title": str(TROUBLE), "href": web.link("/ho-so/")}]


@bp.get("/")
@needs(PER)
@listed(_l("Vận hành"), "life-buoy", Group.SYSTEM)
@quiet
def index() -> Response:
    """What needs somebody first; the lines alone come again by themselves."""
    if web.is_fragment():
        return web.desk_page("operating/_lines.html", lines=_lines())
    return _page(_stop_form(), TroubleForm())


@bp.get("/so-tay/")
@needs(PER)
def handbook() -> Response:
    """Every page of the runbook."""
    return web.desk_page("operating/handbook.html", pages=runbook.PAGES)


@bp.get("/so-tay/<key>/")
@needs(PER)
def runbook_page(key: str) -> Response:
    """What to do about one alert, with how it stands now."""
    found = runbook.PAGES.get(key)
    if found is None:
        raise Missing("no such alert")
    stands = next((one for one in _lines() if one.key == key), None)
    return web.desk_page("operating/runbook.html", found=found, stands=stands)


@bp.post("/tam-dung")
@needs(PER)
def stop() -> AnyResponse:
    """One kind waits from now on."""
    form = _stop_form()
    if not form.validate():
        return _page(form, TroubleForm(), 422)
    if operations.stop_kind(form.kind.data, form.why.data or "", current_user.id):
        flash(_("Đã tạm dừng loại tin này; tin chờ lại, không mất."))
    return web.leave(HERE)


@bp.post("/su-co")
@needs(PER)
def trouble() -> AnyResponse:
    """Zalo has trouble: all we tell by ourselves waits, and pages say so."""
    form = TroubleForm(request.form)
    if not form.validate():
        return _page(_stop_form(), form, 422)
    if operations.stop_kind(stops.TROUBLE, form.reason.data or "", current_user.id):
        flash(_("Đã bật chế độ Zalo gặp sự cố: tin chờ lại, trang báo cho người dân."))
    return web.leave(HERE)


@bp.post("/mo-lai")
@needs(PER)
def go_on() -> AnyResponse:
    """What was held back goes out, in its order."""
    freed = operations.go_on(request.form.get("kind", ""), current_user.id)
    flash(_("Đã mở lại; %(n)s tin đi tiếp theo thứ tự.", n=freed))
    return web.leave(HERE)


@bp.post("/viec/<name>/chay-lai")
@needs(PER)
def again(name: str) -> AnyResponse:
    """A duty of the relay, now instead of in time."""
    operations.run_again(name, current_user.id)
    flash(_("Việc này sẽ chạy lại trong ít giây."))
    return web.leave(HERE)


@bp.post("/hang-doi/<job_id>/chay-lai")
@needs(PER)
def retry(job_id: str) -> AnyResponse:
    """A failed job of the queue, once more."""
    return _done(operations.retry_job(job_id, current_user.id), _("Đã đưa việc vào hàng đợi."))


@bp.post("/hang-doi/<job_id>/bo")
@needs(PER)
def forget(job_id: str) -> AnyResponse:
    """Off the list: what it was about comes again by itself."""
    return _done(operations.forget_job(job_id, current_user.id), _("Đã bỏ việc khỏi danh sách."))


@bp.post("/xac-nhan-gui")
@needs(PER)
def confirm() -> AnyResponse:
    """A restored system sends again."""
    kept = operations.confirm_sending(current_user.id)
    flash(_("Đã cho gửi tin trở lại; %(n)s tin tạo trong lúc chờ đứng ở danh sách chưa rõ.", n=kept))
    return web.leave(HERE)


def _done(is_done: bool, said: str) -> AnyResponse:
    if is_done:
        flash(said)
    else:
        flash(_("Việc này không còn trong danh sách."), "warn")
    return web.leave(HERE)


def _stop_form() -> StopForm:
    form = StopForm(request.form)
    form.kind.choices = [SelectChoice(kind, title) for kind, title in queries.kinds().items()]
    return form


def _lines() -> list[watch.Line]:
    """The worst first: what features let operators watch, and the parts of the installation all stand on."""
    found = [
        *watch.lines(),
        services.processes(),
        services.queue_server(),
        services.connections(),
        machine.disk(),
    ]
    order = list(watch.Level)[::-1]
    return sorted(found, key=lambda one: order.index(one.level))


def _page(form: StopForm, trouble_form: TroubleForm, status: int = 200) -> Response:
    held = queries.held_back()
    return web.desk_page(
        "operating/desk.html",
        status=status,
        form=form,
        trouble_form=trouble_form,
        pages=runbook.PAGES,
        held=held,
        number=plots.number,
        in_trouble=any(one.kind == stops.TROUBLE for one in held),
        processes=queries.processes(),
        duties=queries.duties(),
        jobs=queue.failed(),
        forecast=queries.forecast(),
        is_restored=holding.is_held(),
        lines=_lines(),
    )
