"""How long one is still signed in, others' open sessions, and alarms about guessed passwords."""

import uuid
from collections.abc import Iterator

from flask import Blueprint, Response, flash, jsonify, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from portal.core import watch, web
from portal.core.errors import Missing
from portal.staff import alarms, people, queries, watching
from portal.staff.access import Group, Officer, Permission, listed, needs, quiet
from portal.staff.board import Note, Part

bp = Blueprint("sessions_desk", __name__, url_prefix="/desk")
MANAGE = Permission.MANAGE_PEOPLE


@bp.get("/con-lam/")
@needs(Permission.OPEN_DESK)
@quiet
def left() -> Response:
    """How many seconds are left, and a token for forms: asked by open pages, which keeps nobody signed in."""
    told = jsonify(left=current_user.seconds_left, who=current_user.mark, token=generate_csrf())
    return web.keep_private(told)


@bp.post("/con-lam/")
@needs(Permission.OPEN_DESK)
def stay() -> Response:
    """Somebody pressed *go on working*: that is an act."""
    return left()  # type: ignore[return-value]


@bp.post("/people/<uuid:user_id>/phien/<uuid:session_id>/dong")
@needs(MANAGE)
def end_one(user_id: uuid.UUID, session_id: uuid.UUID) -> AnyResponse:
    """Sign somebody out of one browser."""
    people.end_sessions(user_id, session_id, by=current_user.id, where=current_user.offices(MANAGE))
    return _back(user_id, _("Đã đóng phiên."))


@bp.post("/people/<uuid:user_id>/phien/dong-het")
@needs(MANAGE)
def end_all(user_id: uuid.UUID) -> AnyResponse:
    """Sign somebody out everywhere."""
    people.end_sessions(user_id, None, by=current_user.id, where=current_user.offices(MANAGE))
    return _back(user_id, _("Đã đóng mọi phiên của người này."))


def _back(user_id: uuid.UUID, told: str) -> AnyResponse:
    flash(told)
    return web.leave(url_for("people_desk.person", user_id=user_id))


@bp.get("/do-mat-khau/")
@needs(MANAGE)
@listed(_l("Cảnh báo đăng nhập"), "shield-check", Group.SYSTEM)
def guesses() -> AnyResponse:
    """Alarms nobody has dealt with: of one's own accounts, or all for the whole province."""
    return web.desk_page("staff/guesses.html", alarms=_mine(), most=alarms.MOST)


def _mine() -> list[alarms.Told]:
    where = current_user.offices(MANAGE)
    return [one for one in alarms.open_alarms() if where is None or _manages(one, where)]


def _manages(one: alarms.Told, where: people.Where) -> bool:
    return one.user_id is not None and people.may_manage(where, queries.account(one.user_id))


@bp.post("/do-mat-khau/<uuid:alarm_id>/da-xem")
@needs(MANAGE)
def seen(alarm_id: uuid.UUID) -> AnyResponse:
    """It was dealt with."""
    if alarm_id not in {one.alarm.id for one in _mine()}:
        raise Missing("no such alarm here")
    alarms.seen(alarm_id, current_user.id)
    flash(_("Đã ghi là đã xử lý. Nếu còn dò tiếp, cảnh báo mới sẽ hiện."))
    return web.leave(url_for("sessions_desk.guesses"))


def notes(officer: Officer) -> Iterator[Note]:
    """On the home of whoever looks after the whole province's accounts."""
    if officer.may(MANAGE) and officer.offices(MANAGE) is None:
        title = _("Cảnh báo dò mật khẩu chưa xử lý")
        yield Note(Part.FAILED, title, url_for("sessions_desk.guesses"), alarms.count_open())


watch.add_line(watching.line)
