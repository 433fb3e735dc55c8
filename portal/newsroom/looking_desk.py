"""Looking at items: a revision as a phone shows it, two compared word by word, the plan, what grew old."""

import datetime as dt
import uuid

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.core import clock, web
from portal.core.errors import Conflict, Refused
from portal.news import facts
from portal.newsroom import (
    access,
    announcing,
    comparing,
    deciding,
    deciding_forms,
    forms,
    listing,
    messages,
    queries,
)
from portal.newsroom.listing import Line
from portal.newsroom.models import State
from portal.staff.access import Group, listed, needs

bp = Blueprint("newsroom_looking", __name__, url_prefix="/desk/tin-bai")
WEEKS = 5
A_DAY = dt.timedelta(days=1)


@bp.get("/<uuid:item_id>/ban/<int(max=999999):number>/")
@needs(access.WRITE)
def preview(item_id: uuid.UUID, number: int) -> Response:
    """One revision as a phone shows it, in the frame of the Official Account."""
    item = access.item(item_id)
    told = queries.revision(item_id, number)
    return web.desk_page(
        "newsroom/preview.html",
        item=item,
        told=told,
        facts=facts.of(told.details),
        papers=facts.papers(told.details),
        procedures=facts.procedures(told.procedures, told.details),
        kind=forms.KINDS[item.kind],
        rights=access.rights(item),
    )


@bp.get("/<uuid:item_id>/so/<int(max=999999):old>/<int(max=999999):new>/")
@needs(access.WRITE)
def compare(item_id: uuid.UUID, old: int, new: int) -> Response:
    """Two revisions, word by word, part by part."""
    item = access.item(item_id)
    before, after = queries.revision(item_id, old), queries.revision(item_id, new)
    return web.desk_page(
        "newsroom/compare.html",
        item=item,
        before=before,
        after=after,
        parts=comparing.differences(before, after),
    )


@bp.get("/lich/")
@needs(access.WRITE)
@listed(_l("Lịch đăng tin"), "calendar", Group.CONTENT)
def calendar() -> Response:
    """What goes up and what ends, day by day, five weeks from the week that was asked for."""
    first = _monday(request.args.get("tu"))
    days = [first + n * A_DAY for n in range(7 * WEEKS)]
    begin = clock.midnight(first)
    rows = listing.planned(access.seen(listing.lines()), begin, begin + 7 * WEEKS * A_DAY)
    return web.desk_page(
        "newsroom/calendar.html",
        days=[(day, _on(rows, day)) for day in days],
        others=_by_day(announcing.plans(begin, begin + 7 * WEEKS * A_DAY)),
        earlier=first - 7 * WEEKS * A_DAY,
        later=first + 7 * WEEKS * A_DAY,
        today=clock.today(),
        may_move={row.id for row in rows if access.may(access.PUBLISH, row.office_id)},
        kinds=forms.KINDS,
    )


def _by_day(told: list[announcing.Plan]) -> dict[dt.date, list[announcing.Plan]]:
    days: dict[dt.date, list[announcing.Plan]] = {}
    for one in told:
        days.setdefault(clock.local(one.at).date(), []).append(one)
    return days


def _monday(told: str | None) -> dt.date:
    try:
        day = dt.date.fromisoformat(told or "")
    except ValueError:
        day = clock.today()
    if not dt.date(2020, 1, 1) <= day <= dt.date(2100, 1, 1):
        day = clock.today()
    return day - day.weekday() * A_DAY


def _on(rows: list[Line], day: dt.date) -> list[tuple[str, dt.datetime, Line]]:
    told = [
        ("up", row.publish_at, row) for row in rows if row.publish_at and row.state is State.SCHEDULED
    ] + [("end", row.expire_at, row) for row in rows if row.expire_at]
    mine = [(what, at, row) for what, at, row in told if clock.local(at).date() == day]
    return sorted(mine, key=lambda one: one[1])


@bp.post("/lich/<uuid:item_id>/chuyen")
@needs(access.PUBLISH)
def move(item_id: uuid.UUID) -> Response:
    """Another day for a planned item, at the same time of day: by its form, or by dragging it there."""
    access.item(item_id, access.PUBLISH)
    form = deciding_forms.MoveForm(request.form)
    if not form.validate() or form.day.data is None:
        told = _("Xin chọn một ngày.")
    else:
        try:
            at = deciding.move(item_id, current_user.id, form.day.data)
            told = _("Đã chuyển sang %(at)s.", at=clock.shown(at))
        except (Conflict, Refused):
            told = _("Không chuyển được: ngày đó đã qua, hoặc sau giờ hết hiệu lực.")
    flash(told)
    back = form.day.data.isoformat() if form.day.data else None
    return redirect(url_for("newsroom_looking.calendar", tu=back), 303)


@bp.get("/can-xem-lai/")
@needs(access.WRITE)
def stale() -> Response:
    """What is on the portal and should have been looked at by today."""
    return web.desk_page(
        "newsroom/stale.html",
        rows=listing.stale(access.seen(listing.lines())),
        form=deciding_forms.ReviewForm(),
        kinds=forms.KINDS,
        words=messages,
    )
