"""From when our news is: when each one-stop system last pushed, and whether it has fallen silent (R13).

A silent system is told apart from a dossier that is not there: what we know is shown with its time, and a
code we do not know may be one that did not reach us yet.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from portal.core import clock, settings
from portal.core.db import db
from portal.core.watch import Level, Line
from portal.dossiers.models import ApiClient
from portal.places import queries as places
from portal.places.worktime import Calendar

LONGEST = dt.timedelta(days=30)  # further back nobody counts


@dataclass(frozen=True)
class Heard:
    """When the system a dossier comes from last told us anything; None where that is not known."""

    at: dt.datetime | None
    is_silent: bool


NEVER = Heard(None, False)


def since(at: dt.datetime | None) -> Heard:
    """How a one-stop system stands that pushed last at this moment; None for one that is not in use."""
    return Heard(at, _is_silent(at)) if at else NEVER


def silent_since() -> dt.datetime | None:
    """Since when some one-stop system has been silent, the longest of them; None while all speak.

    One that never pushed is being set up.
    """
    found = db.session.scalars(
        select(ApiClient.last_push_at)
        .where(ApiClient.is_active, ApiClient.last_push_at.is_not(None))
        .order_by(ApiClient.last_push_at)
    )
    return next((at for at in found if at and _is_silent(at)), None)


def _is_silent(at: dt.datetime) -> bool:
    """Longer than the setting, in office time: nights, weekends and holidays do not count."""
    now, most = clock.now(), dt.timedelta(minutes=settings.get().source_silence_minutes)
    if now - at < most:
        return False
    start = max(at, now - LONGEST)
    calendar = Calendar(places.overrides(clock.local(start).date(), clock.local(now).date()))
    return calendar.worked(start, now) >= most


def line() -> Line:
    """For the operator's page and the metrics: does any one-stop system fail to push?"""
    since = silent_since()
    minutes = (clock.now() - since).total_seconds() / 60 if since else 0.0
    return Line(
        "one_stop_silent_minutes",
        "Hệ thống một cửa",
        Level.ACT if since else Level.GOOD,
        "Có hệ thống một cửa ngừng gửi tin trong giờ làm việc."
        if since
        else "Các hệ thống một cửa vẫn gửi tin.",
        since,
        "Gọi đơn vị vận hành hệ thống một cửa. Người dân thấy tình trạng cuối cùng kèm giờ." if since else "",
        minutes,
    )
