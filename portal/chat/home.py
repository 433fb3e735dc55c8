"""What the desk's home tells of the chat: who asked for a person and got none yet."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.chat.models import Handover, Talk
from portal.core.db import db
from portal.staff.access import Officer, Permission
from portal.staff.board import Note, Part


def notes(officer: Officer) -> Iterator[Note]:
    """For whoever may see messages."""
    if officer.may(Permission.SEE_MESSAGES):
        waiting = select(func.count(Handover.id)).where(Handover.state == Talk.WAITING)
        title = _("Người dân trên Zalo chờ cán bộ trả lời")
        yield Note(Part.WAITS, title, url_for("talks_desk.index"), db.session.scalar(waiting) or 0)
