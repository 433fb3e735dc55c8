"""The desk's report of messages: counts by kind and state, and the whole list as a file."""

import datetime as dt

from flask import Blueprint, Response, g, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core import clock, days, export, web
from portal.core.db import transaction
from portal.core.language import said
from portal.dossiers.reporting import files, queries
from portal.dossiers.reporting.queries import Scope
from portal.notifications.topics import TOPICS, of
from portal.notifications.wording.messages import TITLES
from portal.staff import operations as staff
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("reports_desk", __name__, url_prefix="/desk/bao-cao-tin")
USUAL = dt.timedelta(days=29)


@bp.get("/")
@needs(Permission.SEE_MESSAGES)
@listed(_l("Báo cáo tin"), "file-text", Group.MESSAGES)
def index() -> Response:
    """Counts of a time; the last 30 days unless other days are asked for."""
    first, last, wrong = _days()
    counts = {} if wrong else queries.counts(_scope(first, last))
    return web.desk_page(
        "dossiers/desk/reports.html",
        status=422 if wrong else 200,
        first=first,
        last=last,
        wrong=wrong,
        counts=counts,
        states=files.STATES,
        titles=TITLES,
        topics=TOPICS,
        topic_of=of,
    )


@bp.post("/tin.csv")
@needs(Permission.SEE_MESSAGES)
def file() -> Response:
    """Every message of the time as a CSV; taking it is written down. It names nobody."""
    first, last, wrong = _days()
    if wrong:
        return web.desk_page(
            "dossiers/desk/reports.html", status=422, first=first, last=last, wrong=wrong, counts={}
        )
    scope = _scope(first, last)
    with transaction():
        told = f"{first.isoformat()}/{last.isoformat()}"
        staff.record_act("report.messages", "intent", "all", current_user.id, days=told)
    head = [said(name) for name in files.HEAD]
    return export.answer(f"bao-cao-tin-{first:%Y%m%d}-{last:%Y%m%d}", head, files.rows(queries.lines(scope)))


def _scope(first: dt.date, last: dt.date) -> Scope:
    """Whole Vietnamese days, within the person's offices."""
    end = clock.midnight(last + dt.timedelta(days=1))
    return Scope(clock.midnight(first), end, offices=current_user.offices(g.permission))


def _days() -> tuple[dt.date, dt.date, str | None]:
    """The days that were asked for, and what is wrong with them."""
    today = clock.today()
    chosen = days.asked(request.values, days.Days(today - USUAL, today), years=1)
    return chosen.first, chosen.last, chosen.wrong
