"""What the desk's home tells of people we could not reach."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from portal.counter.queries import unreached
from portal.staff.access import Officer, Permission
from portal.staff.board import Note, Part


def notes(officer: Officer) -> Iterator[Note]:
    """For whoever calls them: how many of the person's offices are on the list."""
    if officer.may(Permission.CALL_UNREACHED):
        open_ones = unreached.count(officer.offices(Permission.CALL_UNREACHED))
        yield Note(
            Part.WAITS, _("Người dân chưa báo được, cần gọi"), url_for("counter_desk.unreached"), open_ones
        )
