"""The desk of deadlines: what is due soon, what is late, which apology waits or is held; papers to print."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, settings, web
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Malformed, Missing, Refused
from portal.dossiers.deadlines import due, operations, queries
from portal.dossiers.deadlines.models import Apology, ApologyHold
from portal.dossiers.deadlines.queries import Item
from portal.dossiers.models import Dossier
from portal.dossiers.papers import printing
from portal.dossiers.papers.routes import answer
from portal.places.models import Office
from portal.places.worktime import Calendar
from portal.staff.access import Group, Permission, listed, needs, only, scoped
from portal.staff.operations import record_act

bp = Blueprint("deadlines_desk", __name__, url_prefix="/desk/qua-han")
PAGE = 50


@dataclass(frozen=True)
class Line:
    """One dossier on the list, with what is known of its apology."""

    item: Item
    office: str
    hold: ApologyHold | None
    apology: Apology | None  # the newest
    apology_at: dt.datetime | None  # when the rule will apologise, if it will
    apology_ref: str | None


@bp.get("/")
@needs(Permission.SEE_DOSSIERS)
@listed(_l("Hạn trả hồ sơ"), "clock", Group.PEOPLE)
def index() -> Response:
    """Late ones, or with `loc=sap-den` those that are due soon; within the person's offices."""
    return _page(is_soon=request.args.get("loc") == "sap-den")


@dataclass(frozen=True)
class Typed:
    """A reason to hold that is none: it comes back to be mended."""

    dossier_id: uuid.UUID
    reason: str


def _page(typed: Typed | None = None, *, is_soon: bool = False) -> Response:
    """The list; with a reason that was refused, the page of the list its dossier stands on."""
    days = queries.calendar(queries.oldest())
    soon, late = queries.due_soon(days, _mine), queries.overdue(days, _mine)
    chosen = soon if is_soon else late
    last = max(1, -(-len(chosen) // PAGE))
    asked = request.args.get("trang", 1, type=int)
    if typed:
        places = (at for at, item in enumerate(chosen) if item.dossier.id == typed.dossier_id)
        asked = next(places, 0) // PAGE + 1
    page = min(max(asked, 1), last)
    return web.desk_page(
        "dossiers/desk/deadlines.html",
        status=422 if typed else 200,
        typed=typed,
        is_soon=is_soon,
        counts={"soon": len(soon), "late": len(late)},
        lines=_lines(chosen[(page - 1) * PAGE : page * PAGE], days),
        page=page,
        last=last,
        digests=queries.digests(current_user.offices(Permission.SEE_DOSSIERS)),
        may_hold=current_user.may(Permission.SETTLE_MESSAGES),
        warn_days=settings.get().warn_days,
    )


def _mine(asked: Any) -> Any:
    return scoped(asked, Dossier.office_id)


def _lines(items: Sequence[Item], days: Calendar) -> list[Line]:
    ids = [item.dossier.id for item in items]
    names = dict(db.session.execute(select(Office.id, Office.name)).all()) if items else {}
    holds, made = queries.open_holds(ids), queries.apologies(ids)
    waiting = queries.to_apologise(
        [item.dossier for item in items], {item.dossier.id: item.due for item in items}
    )
    lines = []
    for item in items:
        dossier = item.dossier
        newest = made[dossier.id][-1] if dossier.id in made else None
        office = dossier.unit_name or (names.get(dossier.office_id) if dossier.office_id else None)
        at = _apology_at(item, days) if dossier.id in waiting else None
        hold = holds.get((dossier.id, item.due.counts_on))
        ref = f"xin-loi-{newest.due_on:%Y%m%d}" if newest else None
        lines.append(Line(item, office or "-", hold, newest, at, ref))
    return lines


def _apology_at(item: Item, days: Calendar) -> dt.datetime:
    """The hour on the next working day after the day, or the next such hour when that is gone."""
    chosen = settings.get()
    at = due.apology_at(item.due.counts_on, days, chosen.apology_hour)
    now = clock.local(clock.now())
    if at > now or due.is_hour(now, days, chosen.apology_hour, chosen.apology_until):
        return max(at, now)
    yesterday = now.date() - dt.timedelta(days=1)
    is_before = days.is_working(now.date()) and now.hour < chosen.apology_hour
    return due.apology_at(yesterday if is_before else now.date(), days, chosen.apology_hour)


@bp.post("/<uuid:dossier_id>/giu")
@needs(Permission.SETTLE_MESSAGES)
def hold(dossier_id: uuid.UUID) -> AnyResponse:
    """Keep the apology for a day back, with a reason."""
    reason = request.form.get("reason", "")
    try:
        operations.hold(_dossier(dossier_id), _day(), reason, current_user.id)
        flash(_("Đã giữ văn bản xin lỗi. Hệ thống không gửi cho đến khi bỏ giữ."))
    except Refused:
        return _page(Typed(dossier_id, reason[: 2 * operations.LONGEST_REASON]))
    except Conflict:
        flash(_("Văn bản xin lỗi đã được gửi hoặc đã được giữ từ trước."))
    return redirect(url_for("deadlines_desk.index"), 303)


@bp.post("/<uuid:dossier_id>/bo-giu")
@needs(Permission.SETTLE_MESSAGES)
def release(dossier_id: uuid.UUID) -> AnyResponse:
    """Let the rule apologise again."""
    operations.release(_dossier(dossier_id), _day(), current_user.id)
    flash(_("Đã bỏ giữ. Văn bản xin lỗi được lập vào giờ làm việc tới."))
    return redirect(url_for("deadlines_desk.index"), 303)


@bp.get("/<uuid:dossier_id>/giay/<ref>.pdf")
@needs(Permission.SEE_DOSSIERS)
def paper(dossier_id: uuid.UUID, ref: str) -> AnyResponse:
    """A paper with full names, to print at the counter; who opened it stands in the trail."""
    dossier = _dossier(dossier_id)
    with transaction():
        file = printing.pdf(dossier.id, ref, is_full=True)
        if file is None:
            raise Missing("no such paper")
        record_act("paper.open", "paper", file.paper_id, current_user.id, dossier.office_id)
    return answer(file)


def _dossier(dossier_id: uuid.UUID) -> Dossier:
    """Within the person's offices for what this view does; another office's is Missing, like none."""
    found: Dossier = only(select(Dossier).where(Dossier.id == dossier_id), Dossier.office_id)
    return found


def _day() -> dt.date:
    try:
        return dt.date.fromisoformat(request.form.get("due_on", "")[:10])
    except ValueError:
        raise Malformed("due_on") from None
