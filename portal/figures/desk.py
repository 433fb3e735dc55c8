"""The page of figures leaders read, and its tables as a file."""

import datetime as dt
import uuid

from flask import Blueprint, Response, abort, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core import clock, days, documents, export, plots, settings, web
from portal.core.db import transaction
from portal.dossiers import messages as dossiers
from portal.figures import cases, open_data, report, sheets
from portal.figures.monthly import content, gathering
from portal.figures.period import Period
from portal.notifications.wording.messages import TITLES
from portal.staff import operations as staff
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("figures_desk", __name__, url_prefix="/desk/figures")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {"docx": (documents.as_docx, WORD), "pdf": (documents.as_pdf, "application/pdf")}


@bp.get("/")
@needs(Permission.SEE_FIGURES)
@listed(_l("Số liệu"), "list", Group.PEOPLE)
def index() -> Response:
    """This month unless another time is asked for."""
    return _index()


def _index(unreported: str = "") -> Response:
    period, office, wrong = _asked()
    found = None if wrong else report.read(period)
    drawn = {} if found is None else _drawn(found)
    return web.desk_page(
        "figures/desk/index.html",
        status=422 if wrong or unreported else 200,
        unreported=unreported,
        sees_all=current_user.offices(g.permission) is None,
        months=_months(),
        wrong=wrong,
        period=period,
        office=office,
        found=found,
        plots=drawn,
        titles=TITLES,
        steps={status: dossiers.words(status).title for status in cases.RUNNING},
        number=plots.number,
        doors=_DOORS,
        sorts=_SORTS,
        asked={name: value for name, value in request.args.items() if name in _NAMES and value},
    )


@bp.post("/so-lieu.csv")
@needs(Permission.SEE_FIGURES)
def file() -> Response:
    """Every figure as one line: group, name, value, unit. Taking it is written down; it names nobody."""
    period = _taken()
    head = [_("Nhóm"), _("Chỉ số"), _("Giá trị"), _("Đơn vị")]
    return export.answer(_name(period), head, sheets.rows(report.read(period)))


@bp.post("/du-lieu-mo.zip")
@needs(Permission.SEE_FIGURES)
def package() -> Response:
    """The same lines as open data: a table and the schema that describes it."""
    period = _taken()
    packed = open_data.package(report.read(period), settings.get().base_url)
    made = Response(packed, mimetype="application/zip")
    made.headers["Content-Disposition"] = f"attachment; filename={_name(period)}.zip"
    return web.keep_private(made)


@bp.post("/bao-cao")
@needs(Permission.SEE_FIGURES)
def monthly() -> Response:
    """The report of one month, `docx` to be finished by hand or `pdf`; only for who sees every office."""
    if current_user.offices(g.permission) is not None:
        abort(403)
    form = "pdf" if request.form.get("dang") == "pdf" else "docx"
    try:
        found = gathering.gather(request.form.get("thang", ""))
    except gathering.NoMonth as error:
        return _index(str(error))
    month = f"{found.period.first:%Y-%m}"
    with transaction():
        staff.record_act("report.monthly", "figures", "all", current_user.id, month=month, form=form)
    made = Response(FORMS[form][0](content.document(found)), mimetype=FORMS[form][1])
    made.headers["Content-Disposition"] = f"attachment; filename=bao-cao-{month}.{form}"
    return web.keep_private(made)


def _taken() -> Period:
    """The time asked for; that its figures are taken away is written down."""
    period, _office, wrong = _asked()
    if wrong:
        abort(422)
    with transaction():
        told = f"{period.first.isoformat()}/{period.last.isoformat()}"
        staff.record_act("report.figures", "figures", "all", current_user.id, days=told)
    return period


def _months() -> list[str]:
    """This month and the two years before, the newest first."""
    today = clock.today()
    return Period(today - dt.timedelta(days=730), today).months()[::-1]


def _name(period: Period) -> str:
    return f"so-lieu-{period.first:%Y%m%d}-{period.last:%Y%m%d}"


_DOORS = {"zalo": _l("Trong Zalo"), "mini": "Mini App", "web": _l("Trình duyệt")}
_SORTS = {
    "home": _l("Trang đầu"),
    "news": _l("Thông tin"),
    "services": _l("Dịch vụ công"),
    "procedures": _l("Thủ tục"),
    "dossiers": _l("Trang hồ sơ"),
    "look-up": _l("Lượt tra cứu hồ sơ"),
    "support": _l("Hỗ trợ"),
    "feedback": _l("Phản ánh, kiến nghị"),
    "ratings": _l("Đánh giá"),
    "search": _l("Tìm kiếm"),
    "tables": _l("Bảng tra cứu"),
    "own": _l("Trang của người dân"),
}
_NAMES = ("tu", "den", "co-quan")


def _asked() -> tuple[Period, uuid.UUID | None, str | None]:
    """The time that was asked for within the person's offices, and what is wrong with it."""
    told, theirs, today = request.values, current_user.offices(g.permission), clock.today()
    usual = days.Days(today.replace(day=1), today)
    chosen = days.asked(told, usual)
    try:
        office = uuid.UUID(told["co-quan"]) if told.get("co-quan") else None
    except ValueError:
        abort(404)
    if office is not None and theirs is not None and office not in theirs:
        abort(404)
    period = Period(chosen.first, chosen.last, {office} if office else theirs)
    return (Period(usual.first, usual.last, theirs) if chosen.wrong else period), office, chosen.wrong


def _drawn(found: report.Report) -> dict[str, plots.Plot | None]:
    months = [(f"{month[5:]}/{month[2:4]}", float(one.saved)) for month, one in found.by_month.items()]
    ends = [
        (f"{one.day:%d/%m}", None if one.following is None else float(one.following))
        for one in found.followers
    ]
    return {"saved": plots.bars(months), "followers": plots.bars(ends)}
