"""Results for leaders and offices, what was said in words, and the QR a counter shows."""

import datetime as dt
import uuid

from flask import Blueprint, Response, abort, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, days, export, qr, web
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.core.language import said
from portal.ratings import lines, messages, results, said_words, slips_desk, subjects
from portal.ratings.lines import By, Scope
from portal.ratings.models import About
from portal.staff import operations as staff
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("ratings_desk", __name__, url_prefix="/desk/danh-gia")


@bp.get("/")
@needs(Permission.SEE_FIGURES)
@listed(_l("Đánh giá hài lòng"), "star", Group.PEOPLE)
def index() -> Response:
    """A table and its plot; twelve months by office unless something else is asked for."""
    scope, by, wrong = _asked()
    found = [] if wrong else results.lines(scope, by)
    heard = [] if wrong else said_words.comments(scope)
    return web.desk_page(
        "ratings/desk/results.html",
        status=422 if wrong else 200,
        scope=scope,
        shown_last=scope.before - dt.timedelta(days=1),
        by=by,
        wrong=wrong,
        found=found,
        whole=lines.total(found),
        heard=heard,
        steps=messages.STEPS,
        criteria=messages.CRITERIA,
        chosen=said_words.chosen(scope),
        asked={name: value for name, value in request.args.items() if name in _NAMES and value},
    )


@bp.post("/ket-qua.csv")
@needs(Permission.SEE_FIGURES)
def file() -> Response:
    """The same table as a CSV; taking it is written down. It names nobody and holds no comments."""
    scope, by, wrong = _asked()
    if wrong:
        abort(422)
    told = f"{scope.first.isoformat()}/{scope.before.isoformat()}"
    with transaction():
        staff.record_act("report.ratings", "rating", by.value, current_user.id, days=told)
    head = [_("Dòng"), *(said(words) for words in messages.STEPS.values())]
    head += [
        _("Lượt đánh giá"),
        _("Được mời"),
        _("Hồ sơ"),
        _("Tỷ lệ hài lòng, phần trăm"),
        _("Điểm trung bình"),
    ]
    rows = (
        (one.name or _("Chưa rõ"), *(one.scores.get(score, 0) for score in messages.STEPS), one.n)
        + (one.asked, one.cases, one.content, one.mean)
        for one in results.lines(scope, by)
    )
    return export.answer(f"danh-gia-{scope.first:%Y%m%d}-{scope.before:%Y%m%d}", head, rows)


_NAMES = ("tu", "den", "theo", "ve", "co-quan", "thu-tuc")


def _asked() -> tuple[Scope, By, str | None]:
    """The scope that was asked for, within the person's offices, and what is wrong with it."""
    told = request.values
    by = By(told["theo"]) if told.get("theo") in set(By) else By.OFFICE
    about = About(told["ve"]) if told.get("ve") in set(About) else About.DOSSIER
    today = clock.today()
    offices = current_user.offices(g.permission)
    usual = days.Days(_year_before(today), today)
    chosen = days.asked(told, usual)
    try:
        office = uuid.UUID(told["co-quan"]) if told.get("co-quan") else None
    except ValueError:
        abort(404)
    if chosen.wrong:
        return Scope(usual.first, today + dt.timedelta(days=1), about, offices), by, chosen.wrong
    procedure = told.get("thu-tuc", "")[:40].replace("\0", "") or None
    before = chosen.last + dt.timedelta(days=1)
    return Scope(chosen.first, before, about, offices, office, procedure), by, None


def _year_before(day: dt.date) -> dt.date:
    return day.replace(year=day.year - 1, day=min(day.day, 28))


@bp.get("/quay/")
@needs(Permission.REGISTER_CITIZENS)
@listed(_l("QR đánh giá tại quầy"), "qr-code", Group.PEOPLE)
def counters() -> AnyResponse:
    """The offices this person works at; who works at one comes to its QR at once."""
    found = said_words.offices(current_user.offices(g.permission))
    if len(found) == 1:
        return web.leave(url_for("ratings_desk.counter", office_id=found[0][0]))
    return web.desk_page("ratings/desk/counters.html", found=found)


@bp.get("/quay/<uuid:office_id>/")
@needs(Permission.REGISTER_CITIZENS)
def counter(office_id: uuid.UUID) -> Response:
    """What stands on the counter's screen: a QR that is another one every few minutes."""
    now = int(clock.now().timestamp())
    answer = web.desk_page(
        "ratings/desk/counter.html",
        fragment="ratings/desk/_qr.html",
        office=_mine(office_id),
        slips=slips_desk.MANY,
        slip_days=subjects.VISITING[subjects.SLIP].days,
        now=now,
        until=clock.now() + subjects.SLOT,
        seconds=int(subjects.SLOT.total_seconds()),
    )
    answer.headers["Refresh"] = str(int(subjects.SLOT.total_seconds()) + 5)  # a screen without scripts, too
    return answer


@bp.get("/quay/<uuid:office_id>/ma.svg")
@needs(Permission.REGISTER_CITIZENS)
def code(office_id: uuid.UUID) -> Response:
    """The QR of this moment; it opens for half an hour, so a photo of it is worth nothing tomorrow."""
    _mine(office_id)
    address = web.outside(f"/danh-gia/quay/{subjects.desk_token(office_id)}/")
    drawn = qr.picture.__wrapped__(address, "svg")  # never the same twice: not worth keeping
    return web.keep_private(Response(drawn, mimetype="image/svg+xml"))


def _mine(office_id: uuid.UUID) -> tuple[uuid.UUID, str]:
    known = dict(said_words.offices(current_user.offices(g.permission)))
    if office_id not in known:
        raise Missing("not an office of theirs")
    return office_id, known[office_id]
