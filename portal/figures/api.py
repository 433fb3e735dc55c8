"""The figures for the province's own systems: signed like every machine's call."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, jsonify, request

from portal.core import clock
from portal.core.access import declare
from portal.core.days import A_YEAR, EARLIEST, LATEST
from portal.core.errors import Refused
from portal.core.guard import csrf
from portal.dossiers.api import calls, reading
from portal.figures import described, report, sheets
from portal.figures.period import Period

bp = Blueprint("figures_api", __name__, url_prefix="/api/v1")
csrf.exempt(bp)
machine = declare("machine")
reading.tell(
    reading.Told(
        "/api/v1/figures",
        "Số liệu của cổng trong một khoảng ngày, không có dữ liệu cá nhân",
        {
            "from": "Ngày đầu, yyyy-mm-dd; bỏ trống là đầu tháng",
            "to": "Ngày cuối, tính cả; bỏ trống là hôm nay",
        },
        "Figures",
        described.answer_schema(),
    )
)


@bp.get("/figures")
@machine
def figures() -> Response:
    """Every figure of the days `from` to `to` (the last included; this month without them), all offices."""
    calls.client_of(calls.raw_body())
    period = _asked()
    names = [name for name, _, _ in described.FIELDS]
    told: list[dict[str, Any]] = [
        dict(zip(names, line, strict=True)) for line in sheets.rows(report.read(period))
    ]
    answer = jsonify(
        {
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
            "counted_at": clock.now().isoformat(),
            "groups": described.GROUPS,
            "units": described.UNITS,
            "figures": told,
        }
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _asked() -> Period:
    today = clock.today()
    last = _day("to", today)
    first = _day("from", last.replace(day=1))
    if not EARLIEST <= first <= last <= LATEST or last - first > A_YEAR:
        raise Refused("to: not before from, and at most a year later")
    return Period(first, last)


def _day(name: str, usual: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(request.args[name]) if request.args.get(name) else usual
    except ValueError:
        raise Refused(f"{name}: a day as yyyy-mm-dd") from None
