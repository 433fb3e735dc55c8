"""The page of figures leaders read, and its tables as a file."""

import uuid

from flask import Blueprint, Response, abort, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core import clock, days, export, plots, web
from portal.core.db import transaction
from portal.dossiers import messages as dossiers
from portal.figures import cases, report, sheets
from portal.figures.period import Period
from portal.notifications.wording.messages import TITLES
from portal.staff import operations as staff
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("figures_desk", __name__, url_prefix="/desk/figures")


@bp.get("/")
@needs(Permission.SEE_FIGURES)
@listed(_l("Số liệu"), "list", Group.PEOPLE)
def index() -> Response:
    """This month unless another time is asked for."""
    period, office, wrong = _asked()
    found = None if wrong else report.read(period)
    drawn = {} if found is None else _drawn(found)
    return web.desk_page(
        "figures/desk/index.html",
        status=422 if wrong else 200,
        wrong=wrong,
        period=period,
        office=office,
        found=found,
        plots=drawn,
        titles=TITLES,
        steps={status: dossiers.words(status).title for status in cases.RUNNING},
        number=plots.number,
        asked={name: value for name, value in request.args.items() if name in _NAMES and value},
    )


@bp.post("/so-lieu.csv")
@needs(Permission.SEE_FIGURES)
def file() -> Response:
    """Every figure as one line: group, name, value, unit. Taking it is written down; it names nobody."""
    period, _office, wrong = _asked()
    if wrong:
        abort(422)
    with transaction():
        told = f"{period.first.isoformat()}/{period.last.isoformat()}"
        staff.record_act("report.figures", "figures", "all", current_user.id, days=told)
    head = [_("Nhóm"), _("Chỉ số"), _("Giá trị"), _("Đơn vị")]
    name = f"so-lieu-{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    return export.answer(name, head, sheets.rows(report.read(period)))


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
