"""What is decided about an item at the desk: one button, one step, and why not when it cannot be."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.core import clock, guard
from portal.core.errors import Conflict, Denied, Refused
from portal.core.language import said
from portal.news.models import Kind
from portal.newsroom import access, deciding, deciding_forms, forms, messages, operations
from portal.newsroom.checking import publishing
from portal.newsroom.checking.messages import WORDS
from portal.newsroom.desk import page_of
from portal.newsroom.models import State
from portal.staff.access import needs

bp = Blueprint("newsroom_deciding", __name__, url_prefix="/desk/tin-bai/<uuid:item_id>")


def done(item_id: uuid.UUID, act: Callable[[], Any], told: str) -> Response:
    """Do it and say so, or say why it could not be done; the item's page follows."""
    try:
        act()
    except Conflict:
        told = _("Bài vừa được thay đổi. Xin xem lại rồi làm tiếp.")
    except Denied:
        told = _("Không ai được tự duyệt bài của mình. Xin nhờ một người khác.")
    except publishing.Barred as barred:
        first = barred.found[0]
        told = _(
            "Chưa đăng được, còn %(n)s lỗi phải sửa. %(first)s %(words)s",
            n=len(barred.found),
            first=said(WORDS[first.fault]),
            words=f"“{first.words}”" if first.words else "",
        )
    except Refused:
        told = _("Thời gian này không dùng được. Xin chọn lại.")
    flash(told)
    return redirect(url_for("newsroom_desk.show", item_id=item_id), 303)


def seen() -> int:
    """The revision that the page showed."""
    told = request.form.get("ban", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0


@bp.post("/gui-duyet")
@needs(access.WRITE)
def submit(item_id: uuid.UUID) -> Response:
    """Ask for approval."""
    access.item(item_id, access.WRITE)
    return done(item_id, lambda: deciding.submit(item_id, current_user.id), _("Đã gửi duyệt."))


@bp.post("/duyet")
@needs(access.APPROVE)
def approve(item_id: uuid.UUID) -> Response:
    """Agree to the revision that was seen."""
    access.item(item_id, access.APPROVE)
    act = lambda: deciding.approve(item_id, current_user.id, seen())  # noqa: E731 - one line of one act
    return done(item_id, act, _("Đã duyệt. Chọn giờ đăng ở dưới."))


def _with_reason(item_id: uuid.UUID, act: Callable[[str], Any], told: str) -> Response:
    form = deciding_forms.ReasonForm(request.form)
    if not form.validate():
        return page_of(access.item(item_id), 422, reason=form)
    return done(item_id, lambda: act(form.reason.data or ""), told)


def _reason_again(item_id: uuid.UUID) -> Response:
    return page_of(access.item(item_id), 422, reason=deciding_forms.ReasonForm(request.form))


@bp.post("/tu-duyet")
@guard.shows_again(_reason_again)
@needs(access.APPROVE)
def bypass(item_id: uuid.UUID) -> Response:
    """Agree to one's own text, with a reason that stands in the trail."""
    access.item(item_id, access.APPROVE)
    return _with_reason(
        item_id,
        lambda why: deciding.bypass(item_id, current_user.id, seen(), why),
        _("Đã tự duyệt. Lý do được ghi vào nhật ký."),
    )


@bp.post("/tra-lai")
@guard.shows_again(_reason_again)
@needs(access.APPROVE)
def send_back(item_id: uuid.UUID) -> Response:
    """Not yet, and why."""
    access.item(item_id, access.APPROVE)
    return _with_reason(
        item_id, lambda why: deciding.send_back(item_id, current_user.id, why), _("Đã trả lại để sửa.")
    )


def _plan_again(item_id: uuid.UUID) -> Response:
    return page_of(access.item(item_id), 422, plan=deciding_forms.ScheduleForm(request.form))


@bp.post("/hen-gio")
@guard.shows_again(_plan_again)
@needs(access.PUBLISH)
def schedule(item_id: uuid.UUID) -> Response:
    """The one Schedule button: at once without a time, else to the minute."""
    item = access.item(item_id, access.PUBLISH)
    form = deciding_forms.ScheduleForm(request.form)
    if not form.fits(clock.now(), must_end=item.kind is Kind.ALERT):
        return page_of(item, 422, plan=form)
    begin, end, review = forms.moment(form.publish_at), forms.moment(form.expire_at), form.review_by.data
    by = current_user.id
    if item.state is State.PUBLISHED:
        act: Callable[[], Any] = lambda: deciding.extend(item_id, by, end, review)  # noqa: E731
        return done(item_id, act, _("Đã đổi giờ hết hiệu lực."))
    is_now = begin is None or begin <= clock.now()
    act = lambda: deciding.schedule(  # noqa: E731
        item_id, by, publish_at=begin, expire_at=end, review_by=review
    )
    told = _("Đã đăng. Người dân thấy ngay. Hoàn tác được trong một giờ.")
    return done(item_id, act, told if is_now else _("Đã hẹn giờ đăng: %(at)s.", at=clock.shown(begin)))


@bp.post("/bo-hen")
@needs(access.PUBLISH)
def unschedule(item_id: uuid.UUID) -> Response:
    """Give the planned time up."""
    access.item(item_id, access.PUBLISH)
    return done(item_id, lambda: deciding.unschedule(item_id, current_user.id), _("Đã bỏ giờ hẹn."))


@bp.post("/go")
@guard.shows_again(_reason_again)
@needs(access.PUBLISH)
def withdraw(item_id: uuid.UUID) -> Response:
    """Take it off the portal; the public reads the reason."""
    access.item(item_id, access.PUBLISH)
    return _with_reason(
        item_id,
        lambda why: deciding.withdraw(item_id, current_user.id, why),
        _("Đã gỡ. Ai mở địa chỉ cũ sẽ đọc được lý do."),
    )


@bp.post("/hoan-tac")
@needs(access.PUBLISH)
def undo(item_id: uuid.UUID) -> Response:
    """Within the hour: as it was before."""
    access.item(item_id, access.PUBLISH)
    act = lambda: deciding.undo(item_id, current_user.id, said(messages.UNDONE))  # noqa: E731
    return done(item_id, act, _("Đã hoàn tác. Cổng trở lại như trước khi đăng."))


@bp.post("/khoi-phuc/<int(max=999999):number>")
@needs(access.WRITE)
def restore(item_id: uuid.UUID, number: int) -> Response:
    """An old revision once more, as the newest."""
    access.item(item_id, access.WRITE)
    act = lambda: operations.restore(item_id, number, current_user.id)  # noqa: E731
    return done(item_id, act, _("Đã khôi phục thành một bản mới. Người dân chưa thấy."))


@bp.post("/da-xem")
@needs(access.WRITE)
def reviewed(item_id: uuid.UUID) -> Response:
    """It still holds; asked again at the next day, if one was told."""
    access.item(item_id, access.WRITE)
    form = deciding_forms.ReviewForm(request.form)
    day = form.review_by.data if form.validate() else None
    act = lambda: deciding.reviewed(item_id, current_user.id, day)  # noqa: E731
    return done(item_id, act, _("Đã ghi nhận: bài vẫn đúng."))


@bp.post("/gioi-han")
@needs(access.WRITE)
def limit(item_id: uuid.UUID) -> Response:
    """Let only its own office see the draft, or everybody of the newsroom."""
    access.item(item_id, access.WRITE)
    wanted = request.form.get("chi") == "1"
    act = lambda: operations.limit(item_id, current_user.id, limited=wanted)  # noqa: E731
    return done(item_id, act, _("Đã đổi người xem được bản nháp."))
