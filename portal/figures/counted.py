"""Messages that came to their end on one day, counted from the messages themselves.

A message belongs to the day it ended on: what is final never changes, so a day that is over is counted once.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Date, Integer, Select, Uuid, and_, case, func, literal, select, type_coerce
from sqlalchemy.sql.selectable import Subquery

from portal.core import clock, settings
from portal.dossiers.models import Dossier
from portal.figures.models import NOWHERE
from portal.notifications.costs import CHARGED
from portal.notifications.models import Attempt, Channel, Intent, Outcome, State
from portal.notifications.topics import TOPICS

QUICK = dt.timedelta(seconds=10)
NOTICES = tuple(sorted({kind for topic in TOPICS.values() for kind in topic.kinds}))
BY_ZALO = tuple(channel.value for channel in (Channel.CS, Channel.ZBS, Channel.ZNS))


def bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """First moment of a Vietnamese day, and of the next."""
    return clock.midnight(day), clock.midnight(day + dt.timedelta(days=1))


def of_day(day: dt.date, sms_dong: int) -> Select[Any]:
    """Rows in the shape of MessageDay; `sms_dong` is the price of an SMS that day."""
    ended = _ended(day)
    is_sent = ended.c.state == State.SENT.value
    took = and_(is_sent, ended.c.channel.in_(BY_ZALO), ended.c.kind.in_(NOTICES))
    return select(
        type_coerce(literal(day, Date), Date).label("day"),
        ended.c.office_id,
        ended.c.kind,
        ended.c.channel,
        ended.c.state,
        func.count().label("n"),
        func.count().filter(is_sent, ended.c.awake).label("awake"),
        func.count().filter(is_sent, ended.c.awake, ended.c.quick).label("quick"),
        func.coalesce(func.sum(ended.c.cost), 0).label("cost"),
        func.count().filter(took).label("replaced"),
        literal(sms_dong, Integer).label("sms_dong"),
    ).group_by(ended.c.office_id, ended.c.kind, ended.c.channel, ended.c.state)


def _ended(day: dt.date) -> Subquery:
    """One row a message: its office, who took it, what all its calls cost."""
    first, before = bounds(day)
    calls = (
        select(
            func.max(Attempt.channel).filter(Attempt.outcome == Outcome.SENT).label("channel"),
            func.min(Attempt.ended_at).filter(Attempt.outcome == Outcome.SENT).label("taken_at"),
            func.sum(case((Attempt.outcome.in_(CHARGED), Attempt.cost), else_=0)).label("cost"),
        )
        .where(Attempt.intent_id == Intent.id)
        .lateral("calls")
    )
    return (
        select(
            func.coalesce(Dossier.office_id, literal(NOWHERE, Uuid)).label("office_id"),
            Intent.kind,
            func.coalesce(calls.c.channel, "").label("channel"),
            type_coerce(Intent.state, Dossier.raw_status.type).label("state"),
            calls.c.cost,
            _is_awake().label("awake"),
            (calls.c.taken_at - Intent.caused_at <= QUICK).label("quick"),
        )
        .select_from(Intent)
        .outerjoin(Dossier, and_(Intent.subject_kind == "dossier", Dossier.id == Intent.subject_id))
        .join(calls, literal(value=True))
        .where(Intent.settled_at >= first, Intent.settled_at < before)
        .subquery("ended")
    )


def _is_awake() -> Any:
    """Caused when messages may go out at once; as notifications.hours has it."""
    chosen = settings.get()
    hour = func.extract("hour", func.timezone("Asia/Ho_Chi_Minh", Intent.caused_at))
    first, last = chosen.quiet_from, chosen.quiet_until
    if first < last:
        return ~hour.between(first, last - 1)
    return and_(hour < first, hour >= last) if first != last else literal(value=True)
