"""The desk of the inbox: one list of everything that waits, its file, and how much each has."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core import clock, export, web
from portal.core.db import db, transaction
from portal.core.language import said
from portal.inbox import access, figures, forms, kinds, messages, people, polling, queries
from portal.inbox.forms import Asked
from portal.inbox.queries import Line
from portal.staff import operations as staff
from portal.staff.access import Group, Permission, listed, needs, quiet

MOST_IN_FILE = 20_000
VIEWS = {
    "open": _l("Đang chờ"),
    "late": _l("Quá hạn"),
    "paused": _l("Chờ người dân"),
    "closed": _l("Đã xong"),
}
WHO = {
    "all": _l("Tất cả"),
    "mine": _l("Của tôi"),
    "nobody": _l("Chưa ai nhận"),
    "followed": _l("Tôi theo dõi"),
}

bp = Blueprint("inbox_desk", __name__, url_prefix="/desk/inbox")


@bp.get("/")
@needs(Permission.WORK_INBOX)
@quiet
@listed(_l("Hộp việc"), "message-circle", Group.PEOPLE)
def index() -> Response:
    """Everything that waits within the person's rights; an open page asks again and gets 304 or the list."""
    if polling.is_same():
        return polling.nothing_new()
    mine = access.scope()
    asked = forms.asked(request.args, [kind.name for kind in kinds.every()])
    found = queries.listed(asked, mine, current_user.id)
    return web.desk_page(
        "inbox/index.html",
        fragment="inbox/_list.html",
        asked=asked,
        found=found,
        page=min(asked.page, found.last),
        tag=polling.tag(found.until),
        to=lambda **more: _to(asked, **more),
        views=VIEWS,
        people=WHO,
        kinds=[kind for kind in kinds.every() if kind.permission in mine],
        offices=people.offices(_offices(mine)),
        words=messages,
        href=href,
    )


def _offices(mine: queries.Scope) -> set[Any] | None:
    """Offices to choose from; None: all."""
    if any(where is None for where in mine.values()):
        return None
    return {office for where in mine.values() if where for office in where}


def _to(asked: Asked, **more: Any) -> str:
    """The address of this view with something else about it; a new view begins at its first page."""
    told = {
        "loai": asked.kind,
        "ai": asked.who if asked.who != "all" else None,
        "co-quan": asked.office_id,
        "xem": asked.state if asked.state != "open" else None,
    }
    return url_for("inbox_desk.index", **{**told, **more})


def href(line: Line) -> str:
    """Where an item is worked on: its feature's own page, or ours."""
    to = kinds.named(line.kind).href
    own: dict[str, Any] = {to[1]: line.subject_id} if to else {}
    return url_for(to[0], **own) if to else url_for("inbox_item.show", item_id=line.id)


@bp.post("/danh-sach.csv")
@needs(Permission.WORK_INBOX)
def as_file() -> Response:
    """The view as a file; taking it is written down. Titles name nobody."""
    asked = forms.asked(request.args, [kind.name for kind in kinds.every()])
    rows = queries.ordered(asked, access.scope(), current_user.id).limit(MOST_IN_FILE)
    lines = [Line(*row) for row in db.session.execute(rows)]
    with transaction():
        staff.record_act("inbox.export", "inbox", asked.state, current_user.id, items=len(lines))
    head = [
        *(_("Loại"), _("Việc"), _("Tình trạng"), _("Cơ quan"), _("Người xử lý")),
        *(_("Chờ từ"), _("Hạn"), _("Quá hạn"), _("Xong lúc")),
    ]
    return export.answer(f"hop-viec-{clock.today():%Y%m%d}", head, list(_rows(lines)))


def _rows(lines: list[Line]) -> Iterator[list[str]]:
    for line in lines:
        yield [
            said(kinds.named(line.kind).title),
            line.title,
            said(messages.STATES[line.state]),
            line.office or "",
            line.assignee or "",
            clock.shown(line.waiting_since),
            clock.shown(line.due_at),
            _("có") if line.is_late else "",
            clock.shown(line.closed_at) if line.closed_at else "",
        ]


@bp.get("/khoi-luong/")
@needs(Permission.WORK_INBOX)
def workload() -> Response:
    """How much each has, how much is late, and how much was done in 30 days."""
    return web.desk_page("inbox/workload.html", rows=figures.workload(access.scope()))
