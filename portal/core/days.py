"""The days that somebody asked a report for, as their form or address tells them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)
A_YEAR = dt.timedelta(days=366)


@dataclass(frozen=True)
class Days:
    """First and last day, the last included; `wrong` says what is wrong with what was typed."""

    first: dt.date
    last: dt.date
    wrong: str | None = None


def asked(told: Mapping[str, str], usual: Days, years: int = 3) -> Days:
    """The days `tu` and `den`, `usual` where they are left open; at most one or three years."""
    try:
        first = dt.date.fromisoformat(told["tu"]) if told.get("tu") else usual.first
        last = dt.date.fromisoformat(told["den"]) if told.get("den") else max(usual.last, first)
    except ValueError:
        return Days(usual.first, usual.last, _("Xin chọn ngày trong lịch."))
    if EARLIEST <= first <= last <= LATEST and last - first <= years * A_YEAR:
        return Days(first, last)
    if years == 1:
        return Days(first, last, _("Ngày cuối phải sau ngày đầu, và cách không quá một năm."))
    return Days(first, last, _("Ngày cuối phải sau ngày đầu, và cách không quá ba năm."))
