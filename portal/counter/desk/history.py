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
from portal.core.amounts import dong
from portal.core.language import said
from portal.counter import messages
from portal.counter.desk.blueprint import bp, offices, seen
from portal.counter.queries import history as queries
from portal.counter.queries import listing
from portal.counter.queries.history import History
from portal.dossiers import messages as dossier_messages
from portal.notifications import standing, steps
from portal.notifications.models import Attempt, Channel, ChannelStep, Outcome, State
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
    found = listing.latest(offices(), current_user.id)
    return web.desk_page("counter/desk/messages.html", status=status, briefs=found, told=told, words=messages)


@bp.post("/messages/")
@needs(Permission.SEE_MESSAGES)
def find_message() -> AnyResponse:
    """By our reference, the one in its link, or Zalo's own id; nothing found says so."""
    told = request.form.get("reference", "").replace("\0", "").strip()[:100]
    found = listing.by_reference(told, offices(), current_user.id)
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
        ways=steps.NAMES,
        why=_why(found),
        cost=dong(sum(one.cost or 0 for one in found.attempts)),
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
    yield from _tries(found)
    if intent.state is not State.SENT and intent.settled_at:
        yield Mark(said(messages.STATES[intent.state].title), intent.settled_at, _why(found))
    elif intent.state in (State.QUEUED, State.QUARANTINED):
        yield Mark(said(messages.STATES[intent.state].title), intent.due_at, _why(found), "now")
    yield from _end(found)


def _tries(found: History) -> Iterator[Mark]:
    """Each try by a channel and each channel that was left, as they came."""
    begun = [((one.marked_at or one.reserved_at, 1), list(_attempt(one))) for one in found.attempts]
    left = [((one.at, 0), [_left(one)]) for one in found.steps]
    for _at, marks in sorted([*begun, *left], key=lambda pair: pair[0]):
        yield from marks


def _left(one: ChannelStep) -> Mark:
    name, reason = said(steps.NAMES.get(one.channel, one.channel)), said(steps.WHY.get(one.reason, ""))
    title = _("Thôi gửi qua kênh: %(channel)s") if one.is_over else _("Không gửi qua kênh: %(channel)s")
    return Mark(title % {"channel": name}, one.at, reason[:1].upper() + reason[1:] + ".")


def _why(found: History) -> str:
    last = found.attempts[-1] if found.attempts else None
    told = (last.error_code, last.channel) if last else (None, None)
    return said(messages.why(found.intent.reason, *told))


_OF_SMS = {
    Outcome.SENT: _l("Cổng SMS đã nhận tin"),
    Outcome.NOT_SENT: _l("Chưa tới được cổng SMS"),
    Outcome.NOT_NOW: _l("Cổng SMS hẹn lúc khác"),
    Outcome.REFUSED: _l("Cổng SMS từ chối"),
    Outcome.UNKNOWN: _l("Không rõ cổng SMS đã nhận hay chưa"),
}
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
    name = said(steps.NAMES.get(one.channel, one.channel))
    yield Mark(
        _("Lần gửi %(n)s: %(channel)s", n=one.n, channel=name), one.marked_at or one.reserved_at, reference
    )
    if one.outcome is None:
        yield Mark(_("Đang chờ trả lời"), None, None, "now")
        return
    outcomes = _OF_SMS if one.channel == Channel.SMS else _OUTCOMES
    told = " · ".join(_details(one)) or None
    yield Mark(str(outcomes.get(one.outcome, one.outcome.value)), one.ended_at, told)
    if one.evidence:
        yield Mark(_("Đã rõ nhờ bằng chứng"), one.received_at or one.ended_at, one.evidence)
    if one.received_at:
        yield Mark(_("Điện thoại của người dân đã nhận"), one.received_at)
    if one.seen_at:
        yield Mark(_("Người dân đã xem tin"), one.seen_at)


def _stars(one: Rating) -> str:
    return str(_("%(rate)s trên 5 sao", rate=one.rate) if one.rate else _("không rõ số sao"))


def _details(one: Attempt) -> Iterator[str]:
    """What the other side said, its id of the message, and what that cost."""
    if one.error_code is not None:
        yield said(codes.meaning(one.error_code, standing.host_of(one.channel)).said)
        yield _("mã %(code)s", code=one.error_code)
    if one.message_id:
        yield _("Mã tin: %(id)s", id=one.message_id)
    if one.cost is not None:
        yield _("Chi phí: %(cost)s", cost=dong(one.cost))


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
