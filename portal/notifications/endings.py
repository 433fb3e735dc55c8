"""What an answer means: an intent's next state, and what the whole account learns from it (R4, R6)."""

import datetime as dt
import logging
import random
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import db, settings
from portal.notifications import channel, hours, route, standing, steps
from portal.notifications.gates import Ready
from portal.notifications.leases import NOW, seconds
from portal.notifications.models import Attempt, Channel, Intent, Outcome, State
from portal.notifications.steps import Step
from portal.zalo import codes, tokens
from portal.zalo.answers import ZaloError
from portal.zalo.codes import Class, Host, business
from portal.zalo.oa import abilities, pace

JITTER = 0.2
SAME_FAILURES = 5
REFUSALS_IN_A_ROW = 3  # of the operator's class: then every message would be refused
REST_AFTER_REFUSALS = 900.0
UNWILLING = frozenset({-141})  # refuses every message of this account: no other channel is tried

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ended:
    """How one call ended: Zalo's id of the message, or the error."""

    ready: Ready
    message_id: str | None = None
    error: ZaloError | None = None
    is_last: bool = False  # the channel's day is full with it

    @property
    def outcome(self) -> Outcome:
        """In R4's words."""
        return self.error.outcome if self.error else Outcome.SENT


def after(session: Session, one: Ended, now: dt.datetime) -> dict[str, Any]:
    """The intent's next state; also what the answer means for the whole Official Account."""
    error = one.error
    if error is None:
        return _final(State.SENT, None)
    if error.outcome is Outcome.NOT_SENT:
        return _after_not_sent(session, one, now)
    if error.outcome is Outcome.NOT_NOW:
        return _after_not_now(one, error, now)
    if error.outcome is Outcome.WRONG_DOOR and one.ready.channel is Channel.CS:
        return _after_wrong_door(session, one, error)
    if error.outcome in (Outcome.REFUSED, Outcome.WRONG_DOOR):
        return _after_refusal(session, one, error, now)
    if error.code is not None and error.code not in codes.TABLES[error.host]:
        log.error("Zalo answered with an unlisted code=%s intent=%s", error.code, one.ready.reserved.id)
    return {"state": State.UNKNOWN, "reason": "unclear_answer", "due_at": None}


def _final(state: State, reason: str | None) -> dict[str, Any]:
    return {"state": state, "reason": reason, "due_at": None, "settled_at": NOW}


def _again(reason: str, due_at: dt.datetime, **more: Any) -> dict[str, Any]:
    return {"state": State.QUEUED, "reason": reason, "due_at": due_at, "settled_at": None, **more}


def _after_not_sent(session: Session, one: Ended, now: dt.datetime) -> dict[str, Any]:
    """Up the ladder; the same failure five times while others got through is the message's own (R6)."""
    ladder = [float(step) for step in settings.get().retry_ladder.split(",")]
    tries = session.scalar(select(Intent.not_sent).where(Intent.id == one.ready.reserved.id)) or 0
    if _is_poison(session, one):
        return {"state": State.QUARANTINED, "reason": "same_failure", "due_at": None, "not_sent": tries + 1}
    if tries >= len(ladder):
        return _next_channel(session, one, State.FAILED, "tries_used_up")
    wait = ladder[tries] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret
    if wait == 0:
        db.notify("intents")
    return _again("retry", now + seconds(wait), not_sent=tries + 1)


def _is_poison(session: Session, one: Ended) -> bool:
    """An outage hits everybody and is no message's fault: there the ladder alone decides."""
    last = session.execute(
        select(Attempt.outcome, Attempt.detail, Attempt.reserved_at)
        .where(Attempt.intent_id == one.ready.reserved.id, Attempt.outcome.is_not(None))
        .order_by(Attempt.n.desc())
        .limit(SAME_FAILURES)
    ).all()
    if len(last) < SAME_FAILURES or len({(row.outcome, row.detail) for row in last}) > 1:
        return False
    others = select(func.count(Attempt.id)).where(
        Attempt.ended_at >= last[-1].reserved_at, Attempt.outcome == Outcome.SENT
    )
    return bool(session.scalar(others))


def _after_refusal(session: Session, one: Ended, error: ZaloError, now: dt.datetime) -> dict[str, Any]:
    """Nothing arrived by this channel, for good. Whoever refuses the account altogether is left in peace."""
    way = one.ready.channel
    if way is Channel.CS:
        _mind_the_operator(session, error, now)
    elif way in standing.ABILITIES:
        abilities.learn_from(standing.ABILITIES[way], error)
    is_own = error.code is None and error.http_status is None
    if error.code in UNWILLING and way is Channel.ZNS:
        return _final(State.REFUSED, "refused")
    return _next_channel(session, one, State.REFUSED, "refused", "too_long" if is_own else "refused")


def _next_channel(
    session: Session, one: Ended, state: State, ended: str, reason: str | None = None
) -> dict[str, Any]:
    """The next way where there is one, else it is over: only here, after proof that nothing arrived."""
    reserved, way = one.ready.reserved, one.ready.channel
    if not route.more(session, reserved, way):
        return _final(state, reason or ended)
    steps.write(session, {reserved.id: [Step(way, ended, is_over=True)]})
    db.notify("intents")
    return _again("next_channel", NOW, not_sent=0)  # type: ignore[arg-type]


def _after_not_now(one: Ended, error: ZaloError, now: dt.datetime) -> dict[str, Any]:
    """W waits for its window; T asks for a new token; -32 and 429 give the whole Official Account a rest."""
    kind = error.meaning.kind if error.meaning else Class.BACK_OFF
    if one.ready.channel is Channel.SMS:
        until = now + seconds(max(settings.get().pause_seconds, error.retry_after or 0.0))
        steps.rest(Channel.SMS, until, "too many")
        return _again("channel_rests", until, not_sent=0)
    if kind is Class.WINDOW:
        is_night = error.code in (codes.NIGHT, business.NIGHT)
        due_at = hours.spread(hours.morning(now) if is_night else hours.tomorrow(now))
        if error.host is Host.BUSINESS and error.code == business.DAY_IS_FULL:
            steps.rest(Channel.ZNS, hours.tomorrow(now), "quota")
        if error.code == codes.OUT_OF_QUOTA:
            log.error("Zalo says the quota is used up; sending rests until tomorrow")
            channel.pause(hours.tomorrow(now), "quota")
        return _again("not_now", due_at, not_sent=0)
    if kind is Class.TOKEN and _has_newer_token(error):
        db.notify("intents")
        return _again("no_token", NOW, not_sent=0)  # type: ignore[arg-type]
    rest = settings.get().pause_seconds if kind is Class.TOKEN else pace.slow_down(error.most_calls)
    until = now + seconds(max(rest, error.retry_after or 0.0))
    channel.pause(until, f"code {error.code}")
    log.error("Zalo asks for a rest code=%s", error.code)
    return _again("paused", until, not_sent=0)


def _has_newer_token(error: ZaloError) -> bool:
    """Whether to go on at once: the refused token was replaced since, or its change is under way (R14.6)."""
    if tokens.report_refused(error.generation):
        return True  # the gate holds everything until the next token is there
    try:
        return tokens.current().generation != error.generation
    except ZaloError:
        return False


def _after_wrong_door(session: Session, one: Ended, error: ZaloError) -> dict[str, Any]:
    """The other path, once; when both are refused no path is left."""
    refused = session.scalar(
        select(func.count(Attempt.id)).where(
            Attempt.intent_id == one.ready.reserved.id, Attempt.outcome == Outcome.WRONG_DOOR
        )
    )
    channel.switch(one.ready.version, error.code)
    if (refused or 0) > 1:
        log.error("both send paths were refused intent=%s", one.ready.reserved.id)
        return _next_channel(session, one, State.REFUSED, "no_door")
    db.notify("intents")
    return _again("wrong_door", NOW)  # type: ignore[arg-type]


def _mind_the_operator(session: Session, error: ZaloError, now: dt.datetime) -> None:
    """Tell the operator; when it keeps happening rest, lest every message we owe is refused for good."""
    if error.code is None or codes.meaning(error.code).kind is not Class.OPERATOR:
        return
    log.error("Zalo refuses the account itself code=%s %s", error.code, codes.meaning(error.code).said)
    last = session.scalars(
        select(Attempt.error_code)
        .where(
            Attempt.ended_at.is_not(None),
            Attempt.marked_at.is_not(None),
            Attempt.channel == Channel.CS.value,
        )
        .order_by(Attempt.ended_at.desc())
        .limit(REFUSALS_IN_A_ROW)
    ).all()
    if len(last) == REFUSALS_IN_A_ROW and all(
        code is not None and codes.meaning(code).kind is Class.OPERATOR for code in last
    ):
        channel.pause(now + seconds(REST_AFTER_REFUSALS), f"code {error.code}")
