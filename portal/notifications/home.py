"""What the desk's home tells of messages: those nobody knows the end of, and how many went out today."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.notifications.models import Intent, State
from portal.staff.access import Officer, Permission
from portal.staff.board import Note, Part

STUCK = (State.UNKNOWN, State.QUARANTINED)


def notes(officer: Officer) -> Iterator[Note]:
    """For whoever may see messages: counted by the indexes of open and of settled ones."""
    if not officer.may(Permission.SEE_MESSAGES):
        return
    href = url_for("unknown_desk.index")
    yield Note(Part.FAILED, _("Tin chưa rõ đã tới hay chưa"), href, _count(Intent.state.in_(STUCK)))
    midnight = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Intent.settled_at >= midnight.astimezone(dt.UTC)
    report = url_for("reports_desk.index")
    yield Note(Part.FIGURE, _("Tin đã gửi hôm nay"), report, _count(today, Intent.state == State.SENT))
    failed = _count(today, Intent.state.in_((State.FAILED, State.REFUSED)))
    yield Note(Part.FAILED, _("Tin hôm nay không gửi được"), report, failed)


def _count(*where: Any) -> int:
    return db.session.scalar(select(func.count(Intent.id)).where(*where)) or 0
