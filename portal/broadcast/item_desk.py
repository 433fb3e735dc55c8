"""One broadcast at the desk: its dry run, who agrees, how far it is, and how it is stopped."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.broadcast import access, bounds, deciding, forecasting, forms, queries, wording
from portal.broadcast.desk import mine
from portal.broadcast.messages import EXCLUDED, NOT_YET, PROGRESS, REASONS, STATES
from portal.broadcast.models import Broadcast, State
from portal.broadcast.segments import offering
from portal.broadcast.shape import Audience
from portal.core import clock, guard, web
from portal.core.db import db
from portal.core.errors import Conflict, Denied, Refused
from portal.core.language import said
from portal.newsroom.models import Item
from portal.notifications.messages import MOST_SIGNS
from portal.staff.access import needs, quiet

bp = Blueprint("broadcast_item", __name__, url_prefix="/desk/thong-bao/<uuid:broadcast_id>")
MOVING = (State.APPROVED, State.PREPARING, State.SENDING)


@bp.get("/")
@needs(access.WRITE)
def show(broadcast_id: uuid.UUID) -> Response:
    """One broadcast: what it says, to whom, where it stands, what may be done now."""
    return page_of(mine(broadcast_id))


def page_of(one: Broadcast, status: int = 200, **typed: Any) -> Response:
    """The page of one, perhaps with a form as it was typed."""
    item = db.session.get(Item, one.item_id) if one.item_id else None
    names = queries.people([one.made_by, *(each["by"] for each in one.approvals)])
    return web.desk_page(
        "broadcast/item.html",
        status=status,
        **values(one),
        item=item,
        differs=bool(item and one.prepared_at and item.head != one.revision),
        names=names,
        is_own=current_user.id == one.made_by,
        has_agreed=str(current_user.id) in {each["by"] for each in one.approvals},
        may_approve=access.may(access.APPROVE, one.office_id),
        needed=bounds.needed(one),
        is_fresh=one.dry_run_of == forecasting.digest(one),
        barred=NOT_YET.get(bounds.barred(one) or ""),
        text=wording.text(one),
        buttons=wording.buttons(one),
        told=offering.told(Audience.read(one.audience)),
        most=MOST_SIGNS,
        correction=queries.correction_of(one.id),
        ways=forms.WAYS,
        repeats=forms.REPEATS,
        plan=typed.get("plan", forms.PlanForm.of(one.planned_at, one.repeat)),
        reason=typed.get("reason", forms.ReasonForm()),
        move=typed.get("move", forms.MoveForm()),
        day_of=dt.date.fromisoformat,
        moment=lambda told: clock.shown(dt.datetime.fromisoformat(told)) if told else None,
    )


def _figures(one: Broadcast) -> queries.Figures | None:
    if one.prepared_at is None:
        return None
    return queries.counted(one) if one.state in MOVING else queries.figures(one)


def values(one: Broadcast) -> dict[str, Any]:
    """What the live piece shows."""
    return {
        "one": one,
        "state": STATES[one.state],
        "states": State,
        "figures": _figures(one),
        "excluded": EXCLUDED,
        "progress": PROGRESS,
        "reasons": REASONS,
        "is_moving": one.state in MOVING,
        "wait": max(0, int((one.planned_at - clock.now()).total_seconds())) if one.planned_at else 0,
        "path": url_for("broadcast_item.progress", broadcast_id=one.id),
    }


@bp.get("/tien-do")
@quiet
@needs(access.WRITE)
def progress(broadcast_id: uuid.UUID) -> Response:
    """How far it is; 304 while nothing has changed, so that an open page costs next to nothing."""
    one = mine(broadcast_id)
    answer = make_response(web.desk_page("broadcast/_progress.html", **values(one)))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def done(broadcast_id: uuid.UUID, act: Callable[[], Any], told: str) -> Response:
    """Do it and say so, or say why it could not be done; the page of the broadcast follows."""
    try:
        act()
    except Denied:
        told = _("Người soạn không tự duyệt được, và mỗi người chỉ duyệt một lần.")
    except Conflict as error:
        told = (
            _("Xin chạy thử lại rồi mới gửi duyệt.")
            if "rehearse" in str(error)
            else _("Thông báo vừa được thay đổi. Xin xem lại rồi làm tiếp.")
        )
    except Refused as error:
        told = said(NOT_YET.get(str(error), "Giờ gửi đã qua."))
    flash(told)
    return redirect(url_for("broadcast_item.show", broadcast_id=broadcast_id), 303)


@bp.post("/chay-thu")
@needs(access.WRITE)
def rehearse(broadcast_id: uuid.UUID) -> Response:
    """Count and reckon anew."""
    mine(broadcast_id)
    return done(broadcast_id, lambda: forecasting.run(broadcast_id), _("Đã chạy thử. Chưa gửi cho ai."))


@bp.post("/gui-duyet")
@needs(access.WRITE)
def submit(broadcast_id: uuid.UUID) -> Response:
    """Ask somebody else to agree."""
    mine(broadcast_id)
    act = lambda: deciding.submit(broadcast_id, current_user.id)  # noqa: E731
    return done(broadcast_id, act, _("Đã gửi duyệt. Chưa gửi cho người dân."))


def _again(broadcast_id: uuid.UUID) -> Response:
    return page_of(mine(broadcast_id), 422, plan=forms.PlanForm(request.form))


@bp.post("/duyet")
@guard.shows_again(_again)
@needs(access.APPROVE)
def approve(broadcast_id: uuid.UUID) -> Response:
    """Agree to these words and plan them; a second tap of the same form changes nothing."""
    one, form = mine(broadcast_id, access.APPROVE), forms.PlanForm(request.form)
    if not form.is_fit(clock.now()):
        return page_of(one, 422, plan=form)
    try:
        token = uuid.UUID(request.form.get("form_token", ""))
    except ValueError:
        token = uuid.uuid4()
    act = lambda: deciding.approve(  # noqa: E731
        broadcast_id, current_user.id, token, planned_at=form.at(), repeat=form.repeat.data or ""
    )
    return done(broadcast_id, act, _("Đã duyệt."))


def _with_reason(broadcast_id: uuid.UUID, act: Callable[[str], Any], told: str) -> Response:
    form = forms.ReasonForm(request.form)
    if not form.validate():
        return page_of(queries.one(broadcast_id), 422, reason=form)
    return done(broadcast_id, lambda: act(form.reason.data or ""), told)


@bp.post("/tra-lai")
@needs(access.APPROVE)
def send_back(broadcast_id: uuid.UUID) -> Response:
    """Not so; its author reads why."""
    mine(broadcast_id, access.APPROVE)
    act = lambda why: deciding.send_back(broadcast_id, current_user.id, why)  # noqa: E731
    return _with_reason(broadcast_id, act, _("Đã trả lại người soạn."))


@bp.post("/tam-dung")
@needs(access.WRITE)
def pause(broadcast_id: uuid.UUID) -> Response:
    """Whoever writes may stop it; only who lets out may let it go on."""
    mine(broadcast_id)
    return done(broadcast_id, lambda: deciding.pause(broadcast_id, current_user.id), _("Đã tạm dừng."))


@bp.post("/tiep-tuc")
@needs(access.APPROVE)
def resume(broadcast_id: uuid.UUID) -> Response:
    """Go on where it stopped."""
    mine(broadcast_id, access.APPROVE)
    return done(broadcast_id, lambda: deciding.resume(broadcast_id, current_user.id), _("Đang gửi tiếp."))


@bp.post("/huy")
@needs(access.WRITE)
def cancel(broadcast_id: uuid.UUID) -> Response:
    """End it; before the first send that is the undo."""
    mine(broadcast_id)
    act = lambda why: deciding.cancel(broadcast_id, current_user.id, why)  # noqa: E731
    return _with_reason(broadcast_id, act, _("Đã hủy. Ai chưa được gửi thì không nhận nữa."))
