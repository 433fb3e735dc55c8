"""Does Zalo's webhook work: what shows that it does not, the alarm within five minutes, what follows (R11).

Looked at by the relay twice a minute. The evidence, the strongest first: calls of Zalo's we did not take;
nothing signed any more, but other calls; messages in the recent-chat list that nobody told us; sends of ours
without any event coming back; office hours of silence. Once an event comes again the alarm ends, and the
recent chats are read for what was missed. So they are after every longer gap, whatever its reason.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from portal.chat import gaps, silence
from portal.chat.models import (
    WEBHOOK,
    CatchUpReason,
    Failure,
    InboxEvent,
    OutWhy,
    WebhookFailure,
    WebhookStanding,
)
from portal.chat.operations import catching_up
from portal.chat.operations.evidence import ECHO_NAMES
from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.core.watch import Figure
from portal.notifications.models import Attempt, Outcome

RECENT = dt.timedelta(minutes=5)
TELL_AGAIN = dt.timedelta(minutes=30)
ECHO_GRACE = dt.timedelta(minutes=3)
ECHO_LOOK = dt.timedelta(hours=1)
ECHOES_ARE_USUAL = dt.timedelta(days=7)
SLACK = dt.timedelta(minutes=2)
OURS = (Failure.AWAY, Failure.BROKEN)
AFTER = dt.timedelta(minutes=1)  # Zalo repeats after half a minute: a restart is no outage
MANY = 3  # failures of ours within RECENT, also where other calls are taken
MISSING_ECHOES = 2  # sends without any event coming back
TWICE = 2  # Zalo repeats what was refused within half a minute; a single stray call is no outage

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outage:
    """The webhook does not work, since when and how we know."""

    since: dt.datetime
    why: OutWhy


def now() -> Outage | None:
    """The outage of now, as last seen by `watch`."""
    row = db.session.get(WebhookStanding, settings.get().zalo_oa_id)
    return Outage(row.out_since, row.why) if row and row.out_since and row.why else None


def watch() -> Outage | None:
    """The relay's duty: open, tell of and close the outage; ask for a reading of the chats when due."""
    last = last_event()
    found = _evidence(last)
    with transaction() as session:
        oa_id = settings.get().zalo_oa_id
        session.execute(insert(WebhookStanding).values(oa_id=oa_id).on_conflict_do_nothing())
        row = session.scalars(
            select(WebhookStanding)
            .filter_by(oa_id=oa_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()
        if found is not None:
            _open(row, found)
        elif row.out_since is not None and _is_heard_since(row.out_since, last):
            _close(row)
        else:
            gaps.look(row, last)
        return Outage(row.out_since, row.why) if row.out_since and row.why else None


def last_event() -> dt.datetime | None:
    """When the webhook last told anything."""
    with transaction() as session:
        return session.scalar(select(func.max(InboxEvent.received_at)).where(InboxEvent.origin == WEBHOOK))


def _open(row: WebhookStanding, found: Outage) -> None:
    moment = clock.now()
    is_new = row.out_since is None
    row.out_since = found.since if row.out_since is None else min(row.out_since, found.since)
    row.why = found.why
    if is_new or row.told_at is None or moment - row.told_at >= TELL_AGAIN:
        row.told_at = moment
        log.error(
            "the webhook does not work why=%s since=%s", found.why, row.out_since.isoformat("T", "seconds")
        )


def _is_heard_since(since: dt.datetime, last: dt.datetime | None) -> bool:
    """An event came after it began, and after the last call that was not taken; Zalo repeats for an hour."""
    with transaction() as session:
        failed = session.scalar(
            select(func.max(WebhookFailure.last_at)).where(
                WebhookFailure.kind.in_(OURS), WebhookFailure.last_at >= since
            )
        )
        again = session.scalar(
            select(func.max(WebhookFailure.last_at)).where(WebhookFailure.kind == Failure.TAKEN)
        )
    well = max(filter(None, (last, again)), default=None)
    return well is not None and well > max(since, failed or since)


def _close(row: WebhookStanding) -> None:
    """An event has come again: what was missed is read."""
    since, moment = row.out_since or clock.now(), clock.now()
    catching_up.ask_by_itself(CatchUpReason.OUTAGE, since - SLACK)
    log.warning("the webhook works again after=%ss", round((moment - since).total_seconds()))
    row.out_since = row.why = row.told_at = None
    row.looked_until = moment


def _evidence(last: dt.datetime | None) -> Outage | None:
    return _failing(last) or _refused(last) or _lost(last) or _without_echo(last) or _silent()


def _failing(last: dt.datetime | None) -> Outage | None:
    """We did not take what Zalo told: often, or for a minute and nothing was taken since."""
    many, since, _ = _failures((*OURS, Failure.LATE))
    if many >= MANY and since:
        return Outage(since, OutWhy.FAILING)
    count, first, latest = _failures(OURS)
    well = max(filter(None, (last, _failures((Failure.TAKEN,))[2])), default=None)
    if count and first and latest and latest <= clock.now() - AFTER and (well is None or well < latest):
        return Outage(first, OutWhy.FAILING)
    return None


def _refused(last: dt.datetime | None) -> Outage | None:
    """Calls without a right signature, and none with one: our secret may be the wrong one."""
    count, first, _ = _failures((Failure.UNSIGNED, Failure.UNREADABLE))
    if count >= TWICE and first is not None and (last is None or last < first):
        return Outage(first, OutWhy.UNSIGNED)
    return None


def _failures(kinds: tuple[Failure, ...]) -> tuple[int, dt.datetime | None, dt.datetime | None]:
    """How many of these there were lately, the first minute and the last moment."""
    since = clock.now() - RECENT
    with transaction() as session:
        row = session.execute(
            select(
                func.coalesce(func.sum(WebhookFailure.count), 0),
                func.min(WebhookFailure.minute),
                func.max(WebhookFailure.last_at),
            ).where(WebhookFailure.kind.in_(kinds), WebhookFailure.last_at >= since)
        ).one()
    return int(row[0]), row[1], row[2]


def _lost(last: dt.datetime | None) -> Outage | None:
    """The list held what nobody had told us, and it is newer than all that was told."""
    found = gaps.lost()
    if found is None or last is None or found[1] <= last:
        return None
    return Outage(max(found[0], last), OutWhy.LOST)


def _without_echo(last: dt.datetime | None) -> Outage | None:
    """Zalo took messages of ours, and neither their echo nor anything else came, although echoes do."""
    moment = clock.now()
    with transaction() as session:
        sends, first = session.execute(
            select(func.count(Attempt.id), func.min(Attempt.ended_at)).where(
                Attempt.outcome == Outcome.SENT,
                Attempt.evidence.is_(None),
                Attempt.channel.like("zalo%"),
                Attempt.ended_at.between(max(moment - ECHO_LOOK, last or moment), moment - ECHO_GRACE),
            )
        ).one()
        if sends < MISSING_ECHOES or first is None:
            return None
        is_usual = session.scalar(
            select(InboxEvent.id)
            .where(InboxEvent.name.in_(ECHO_NAMES), InboxEvent.received_at >= moment - ECHOES_ARE_USUAL)
            .limit(1)
        )
    return Outage(first, OutWhy.NO_ECHO) if is_usual else None


def _silent() -> Outage | None:
    found = silence.now()
    return Outage(found.since, OutWhy.SILENT) if found.is_alarming and found.since else None


def figures() -> Iterator[Figure]:
    """For /metrics."""
    yield Figure("webhook_out", "1 while the webhook does not work.", now() is not None)
    yield Figure(
        "webhook_failures",
        "Calls of Zalo's not taken in 5 minutes.",
        _failures(tuple(set(Failure) - {Failure.TAKEN}))[0],
    )
    yield Figure("catch_up_kept", "Messages of today that only the recent chats told.", gaps.kept_today())
