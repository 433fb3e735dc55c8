"""One item of the inbox: what was said, what may still be said, and what officers do with it."""

import uuid
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import web
from portal.core.db import transaction
from portal.core.errors import Conflict, Refused
from portal.inbox import access, forms, item_pages, replies, working
from portal.inbox.replies import Words
from portal.staff import operations as staff
from portal.staff.access import Permission, needs, quiet

bp = Blueprint("inbox_item", __name__, url_prefix="/desk/inbox/<uuid:item_id>")


@bp.get("/")
@needs(Permission.WORK_INBOX)
def show(item_id: uuid.UUID) -> Response:
    """The item; the look is written to the trail. `mau` puts a canned reply into the box."""
    answer = item_pages.whole(item_id, chosen=request.args.get("mau"))
    with transaction():
        staff.record_act("inbox.view", "inbox_item", item_id, current_user.id)
    return answer


@bp.get("/moi")
@needs(Permission.WORK_INBOX)
@quiet
def news(item_id: uuid.UUID) -> Response:
    """What an open page asks for again and again: 304 while nothing changed, else the part above the box."""
    working.here(item_id, access.by())
    return item_pages.live(item_id)


@bp.post("/dang-viet")
@needs(Permission.WORK_INBOX)
def writing(item_id: uuid.UUID) -> AnyResponse:
    """This officer is writing an answer: colleagues who have it open see so."""
    working.here(item_id, access.by(), is_writing=True)
    return Response(status=204)


@bp.post("/xem-thu")
@needs(Permission.WORK_INBOX)
def preview(item_id: uuid.UUID) -> Response:
    """The answer as the citizen will read it, with Zalo's limit."""
    return item_pages.previewed(item_id, forms.ReplyForm(request.form))


@bp.post("/tra-loi")
@needs(Permission.WORK_INBOX)
def reply(item_id: uuid.UUID) -> AnyResponse:
    """Answer now, or in office hours; what a colleague did meanwhile comes back with the text kept."""
    form = forms.ReplyForm(request.form)
    if request.form.get("act") == "preview":  # without scripts
        return item_pages.previewed(item_id, form)
    if not form.validate():
        return item_pages.whole(item_id, form=form, status=422)
    seen = None if form.anyway.data else int(form.seen.data or 0)
    words = Words(form.key.data or "", form.text.data or "", form.when.data == forms.IN_HOURS)
    try:
        is_now = replies.write(item_id, access.by(seen), words)
    except (Conflict, Refused) as bad:
        return item_pages.whole(item_id, form=form, status=422, complaint=str(bad))
    working.gone(item_id, current_user.id)
    later = _("Câu trả lời sẽ gửi khi cơ quan mở cửa; trước đó thu lại được.")
    flash(_("Đang gửi câu trả lời.") if is_now else later)
    return _back(item_id)


@bp.post("/tra-loi/<uuid:reply_id>/huy")
@needs(Permission.WORK_INBOX)
def cancel(item_id: uuid.UUID, reply_id: uuid.UUID) -> AnyResponse:
    """Take an answer back before it has left."""
    try:
        replies.cancel(item_id, reply_id, access.by())
    except Conflict:
        flash(_("Câu trả lời đã gửi đi, không thu lại được."), "warn")
    else:
        flash(_("Đã thu lại câu trả lời."))
    return _back(item_id)


@bp.post("/giao")
@needs(Permission.WORK_INBOX)
def assign(item_id: uuid.UUID) -> AnyResponse:
    """To me (`me`), to a colleague, or back to everybody."""
    told = request.form.get("to", "")
    to = current_user.id if told == "me" else _id(told)
    return _do(item_id, lambda by: working.assign(item_id, by, to), _("Đã giao việc."))


@bp.post("/chuyen")
@needs(Permission.WORK_INBOX)
def hand_over(item_id: uuid.UUID) -> AnyResponse:
    """To another office, with why."""
    form = item_pages.hand_over_form(request.form)
    if not form.validate():
        return item_pages.whole(item_id, status=422, over=form)
    to, why = uuid.UUID(form.office.data), form.why.data
    answer = _do(item_id, lambda by: working.hand_over(item_id, by, to, why), _("Đã chuyển cơ quan khác."))
    return answer if item_pages.is_visible(item_id) else web.leave(url_for("inbox_desk.index"))


@bp.post("/ghi-chu")
@needs(Permission.WORK_INBOX)
def note(item_id: uuid.UUID) -> AnyResponse:
    """Something colleagues should know."""
    form = forms.NoteForm(request.form)
    if not form.validate():
        return item_pages.whole(item_id, status=422, note=form)
    return _do(item_id, lambda by: working.note(item_id, by, form.note.data or ""), _("Đã ghi chú."))


@bp.post("/theo-doi")
@needs(Permission.WORK_INBOX)
def follow(item_id: uuid.UUID) -> AnyResponse:
    """Keep it in one's own list, or no longer."""
    follows = request.form.get("follows") == "1"
    told = _("Đã theo dõi việc này.") if follows else _("Đã thôi theo dõi.")
    return _do(item_id, lambda by: working.follow(item_id, by, follows=follows), told)


@bp.post("/xong")
@needs(Permission.WORK_INBOX)
def close(item_id: uuid.UUID) -> AnyResponse:
    """Done."""
    return _do(item_id, lambda by: working.close(item_id, by), _("Đã kết thúc việc này."))


def _id(told: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(told)
    except ValueError:
        return None


def _do(item_id: uuid.UUID, act: Any, told: str) -> AnyResponse:
    """Act as somebody who has seen what their page showed; a colleague who was faster is told of."""
    seen = request.form.get("seen", "")
    try:
        act(access.by(int(seen) if seen.isdecimal() and len(seen) < 19 else None))
    except Conflict:
        flash(_("Đồng nghiệp vừa làm việc này trước bạn; xin xem lại."), "warn")
    except Refused:
        flash(_("Không làm được: người này không có quyền với việc này."), "warn")
    else:
        flash(told)
    return _back(item_id)


def _back(item_id: uuid.UUID) -> AnyResponse:
    return web.leave(url_for("inbox_item.show", item_id=item_id))
