"""The desk of table rules: proposed, approved once by somebody else, stopped."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.broadcast import access
from portal.broadcast.choosing.topics import TOPICS
from portal.broadcast.feeds import forms, operations, queries
from portal.core import guard, web
from portal.core.errors import Conflict, Denied, Refused
from portal.staff.access import needs

bp = Blueprint("feeds_desk", __name__, url_prefix="/desk/thong-bao/bang")


@bp.get("/")
@needs(access.APPROVE)
def index() -> Response:
    """Every table by commune with its rule."""
    return _page()


def _page(status: int = 200, **more: Any) -> Response:
    return web.desk_page(
        "broadcast/feeds.html",
        status=status,
        lines=queries.lines(),
        topics=TOPICS,
        may_all=access.may(access.APPROVE, None),
        **{"form": forms.FeedForm(), **more},
    )


@bp.post("/<uuid:table_id>/")
@guard.shows_again(lambda **_values: _page(422))
@needs(access.APPROVE)
def make(table_id: uuid.UUID) -> Response:
    """Propose a rule, or a change of it."""
    _insist()
    form = forms.FeedForm(request.form)
    if not form.validate():
        return _page(422, form=form, touched=table_id)
    act = lambda: operations.make(table_id, form.topic.data, form.hour.data or 7, current_user.id)  # noqa: E731
    return _done(act, _("Đã đề nghị. Một người khác duyệt rồi mới có hiệu lực."))


@bp.post("/luat/<uuid:feed_id>/duyet")
@needs(access.APPROVE)
def approve(feed_id: uuid.UUID) -> Response:
    """Agree to somebody else's rule."""
    _insist()
    act = lambda: operations.approve(feed_id, current_user.id)  # noqa: E731
    return _done(act, _("Đã duyệt. Từ nay dòng mới của bảng được tự gửi."))


@bp.post("/luat/<uuid:feed_id>/dung")
@needs(access.APPROVE)
def stop(feed_id: uuid.UUID) -> Response:
    """Tell nothing of this table any more."""
    _insist()
    return _done(lambda: operations.stop(feed_id, current_user.id), _("Đã dừng. Bảng không tự gửi nữa."))


def _insist() -> None:
    if not access.may(access.APPROVE, None):
        raise Denied("rules reach the whole province")


def _done(act: Callable[[], Any], told: str) -> Response:
    try:
        act()
    except Denied:
        told = _("Người đề nghị không tự duyệt được. Xin nhờ một người khác.")
    except Conflict:
        told = _("Luật vừa được thay đổi. Xin xem lại rồi làm tiếp.")
    except Refused:
        told = _("Bảng này không có cột xã, phường, hoặc chỉ tra được bằng số.")
    flash(told)
    return redirect(url_for("feeds_desk.index"), 303)
