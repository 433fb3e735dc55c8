"""What the desk's home tells of the inbox: what is mine, what nobody has, what is late."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from portal.inbox import queries
from portal.inbox.forms import Asked
from portal.staff.access import Officer, Permission
from portal.staff.board import Note, Part


def notes(officer: Officer) -> Iterator[Note]:
    """For whoever works on it, within their rights."""
    if not officer.may(Permission.WORK_INBOX):
        return
    scope = {one: officer.offices(one) for one in Permission if officer.may(one)}
    to = url_for("inbox_desk.index")
    for title, asked, told in (
        (_("Việc của bạn trong hộp việc"), Asked(who="mine"), "?ai=mine"),
        (_("Việc chưa ai nhận"), Asked(who="nobody"), "?ai=nobody"),
        (_("Việc quá hạn"), Asked(state="late"), "?xem=late"),
    ):
        yield Note(Part.WAITS, title, to + told, queries.count(asked, scope, officer.id))
