"""One message from push to tap, and how to find it by its reference."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, web
from portal.core.language import said
from portal.counter import messages
from portal.counter.desk.blueprint import bp, offices, seen
from portal.counter.queries import history as queries
from portal.counter.queries.history import History
from portal.dossiers import messages as dossier_messages
from portal.notifications.models import Attempt, Outcome, State
from portal.notifications.ratings import Rating
from portal.staff.access import Group, Permission, listed, needs
from portal.zalo import codes


@dataclass(frozen=True)
class Mark:
    """One point on the message's way, as the timeline shows it."""

    label: str
    at: dt.datetime | None
    note: str | None = None
    state: str = "done"


@bp.get("/messages/")
@needs(Permission.SEE_MESSAGES)
@listed(_l("Lịch sử tin"), "list", Group.MESSAGES)
def messages_index() -> Response:
    """The newest messages, and the box that finds one by its reference."""
    return _index()


def _index(told: str = "", status: int = 200) -> Response:
    found = queries.latest(offices(), current_user.id)
    return web.desk_page("counter/desk/messages.html", status=status, briefs=found, told=told, words=messages)


@bp.post("/messages/")
@needs(Permission.SEE_MESSAGES)
def find_message() -> AnyResponse:
    """By our reference, the one in its link, or Zalo's own id; nothing found says so."""
    told = request.form.get("reference", "").replace("\0", "").strip()[:100]
    found = queries.by_reference(told, offices(), current_user.id)
    if found is None:
        return _index(told or "?", 422)
    return web.leave(url_for("counter_desk.message", intent_id=found))


@bp.get("/messages/<uuid:intent_id>/")
@needs(Permission.SEE_MESSAGES)
def message(intent_id: uuid.UUID) -> Response:
    """The whole way of one message; its words are for those who may see dossiers."""
    found = queries.find(intent_id, offices(), current_user.id)
    seen("message.view", "intent", intent_id)
    return web.desk_page(
        "counter/desk/history.html",
        found=found,
        marks=list(_marks(found)),
        may_read=current_user.may(Permission.SEE_DOSSIERS),
        may_call=current_user.may(Permission.CALL_UNREACHED),
        words=messages,
        why=messages.why(found.intent.reason, found.attempts[-1].error_code if found.attempts else None),
    )


def _marks(found: History) -> Iterator[Mark]:
    """In the order of time, as far as it got."""
    cause, intent = found.cause, found.intent
    if cause is not None:
        title = said(dossier_messages.words(cause.status).title)
        yield Mark(
            _("Hệ thống một cửa báo: %(status)s", status=title),
            cause.received_at,
            _("Nguồn %(client)s, lần gọi %(call)s", client=cause.client, call=cause.webhook_id),
        )
    yield Mark(_("Ghi nhận cần báo cho người dân"), intent.created_at, said(messages.kind(intent.kind)))
    for attempt in found.attempts:
        yield from _attempt(attempt)
    if intent.state is not State.SENT and intent.settled_at:
        yield Mark(said(messages.STATES[intent.state].title), intent.settled_at, _why(found))
    elif intent.state in (State.QUEUED, State.QUARANTINED):
        yield Mark(said(messages.STATES[intent.state].title), intent.due_at, _why(found), "now")
    yield from _end(found)


def _why(found: History) -> str:
    code = found.attempts[-1].error_code if found.attempts else None
    return said(messages.why(found.intent.reason, code))


_OUTCOMES = {
    Outcome.SENT: _l("Zalo đã nhận tin"),
    Outcome.NOT_SENT: _l("Chưa tới được Zalo"),
    Outcome.NOT_NOW: _l("Zalo hẹn lúc khác"),
    Outcome.WRONG_DOOR: _l("Zalo chỉ sang địa chỉ gửi khác"),
    Outcome.REFUSED: _l("Zalo từ chối"),
    Outcome.UNKNOWN: _l("Không rõ Zalo đã nhận hay chưa"),
}


def _attempt(one: Attempt) -> Iterator[Mark]:
    reference = _("Mã của lần gửi: %(reference)s", reference=one.reference)
    yield Mark(_("Lần gửi %(n)s", n=one.n), one.marked_at or one.reserved_at, reference)
    if one.outcome is None:
        yield Mark(_("Đang chờ Zalo trả lời"), None, None, "now")
        return
    meaning = said(codes.meaning(one.error_code).said) if one.error_code is not None else None
    told = [meaning, _("mã %(code)s", code=one.error_code) if one.error_code is not None else None]
    told += [_("Mã tin của Zalo: %(id)s", id=one.message_id) if one.message_id else None]
    yield Mark(str(_OUTCOMES[one.outcome]), one.ended_at, " · ".join(part for part in told if part) or None)
    if one.evidence:
        yield Mark(_("Đã rõ nhờ bằng chứng"), one.received_at or one.ended_at, one.evidence)
    if one.received_at:
        yield Mark(_("Điện thoại của người dân đã nhận"), one.received_at)
    if one.seen_at:
        yield Mark(_("Người dân đã xem tin"), one.seen_at)


def _stars(one: Rating) -> str:
    return _("%(rate)s trên 5 sao", rate=one.rate) if one.rate else _("không rõ số sao")


def _end(found: History) -> Iterator[Mark]:
    for one in found.ratings:
        yield Mark(_("Người dân đã đánh giá tin"), one.submitted_at, _stars(one))
    if found.tap is None or found.intent.state is not State.SENT:
        return
    if found.tap.uses:
        times = _("%(n)s lần, lần cuối %(at)s", n=found.tap.uses, at=_shown(found.tap.last_at))
        yield Mark(_("Người dân đã mở đường dẫn trong tin"), found.tap.first_at, times)
    else:
        yield Mark(_("Người dân chưa mở đường dẫn trong tin"), None, None, "later")


def _shown(at: dt.datetime | None) -> str:
    return clock.shown(at)
