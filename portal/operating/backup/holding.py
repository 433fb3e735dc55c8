"""After a restore nothing goes out by itself: what was owed may have gone since the backup was taken (R29).

Statements name their tables as they are: they run on every state a restore may bring, and nothing else does.
"""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from sqlalchemy import text

from portal.core import clock, settings
from portal.core.db import transaction
from portal.core.errors import Conflict
from portal.notifications import channel
from portal.staff import operations as staff

WHY = "restored"
HALTED = "Khôi phục từ bản sao lưu: tin có thể đã gửi, chưa rõ tới ai."

# Whether a message went by a phone number cannot be seen in a chat: where the province pays for channels,
# the absence from a chat proves nothing, so the doubt is not one that a chat may settle.
_DOUBT = """
    WITH doubtful AS (
        SELECT id, attempts, lane FROM intent WHERE {which} FOR UPDATE
    ), paid AS (
        SELECT EXISTS (SELECT FROM attempt WHERE cost > 0) AS is_paid
    ), tried AS (
        INSERT INTO attempt (id, intent_id, channel, n, reference, reserved_at, marked_at, ended_at, outcome,
                             detail)
        SELECT gen_random_uuid(), id,
               CASE WHEN is_paid AND lane <> '1_reply' THEN 'zalo_zns' ELSE 'zalo_cs' END,
               attempts + 1, :prefix || replace(id::text, '-', ''), :at, :at, clock_timestamp(), 'unknown',
               :why
        FROM doubtful, paid RETURNING intent_id
    )
    UPDATE intent SET state = 'unknown', reason = :why, due_at = NULL, lease_token = NULL, is_on_wire = false,
           attempts = attempts + 1 WHERE id IN (SELECT intent_id FROM tried)"""
_OPEN = "state IN ('queued', 'sending')"
# Made while sending was off. What tells of something that happened after the restore has not been told yet;
# all else (a push sent again, a duty that caught up) may have been.
_LATER = """state IN ('queued', 'sending') AND created_at >= :at AND NOT EXISTS (
        SELECT FROM status_event WHERE status_event.dossier_id = intent.subject_id
        AND intent.subject_kind = 'dossier' AND status_event.event_time >= :at
    ) AND NOT EXISTS (
        SELECT FROM inbox_event WHERE inbox_event.id = intent.subject_id
        AND intent.subject_kind = 'inbox_event' AND inbox_event.event_at >= :at
    )"""
_RECIPIENTS = """
    WITH hit AS (
        UPDATE broadcast_recipient AS one SET state = 'unknown', reason = :why, due_at = NULL,
               lease_token = NULL, lease_until = NULL
        FROM broadcast WHERE broadcast.id = one.broadcast_id AND one.state IN ('waiting', 'taken', 'on_wire')
        AND broadcast.state <> 'cancelled' RETURNING one.broadcast_id
    ), counted AS (SELECT broadcast_id, count(*) AS people FROM hit GROUP BY broadcast_id)
    UPDATE broadcast SET unknown = unknown + counted.people FROM counted WHERE broadcast.id = broadcast_id"""
_BROADCASTS = """
    UPDATE broadcast SET reason = :told, changed_at = clock_timestamp(),
           call_state = CASE WHEN way = 'article' AND started_at IS NOT NULL
                             AND call_state IS DISTINCT FROM 'sent'
                        THEN 'unknown' ELSE call_state END,
           state = CASE WHEN state = 'preparing' THEN 'cancelled' WHEN state = 'approved' THEN 'missed'
                   ELSE 'halted' END
    WHERE state IN ('preparing', 'sending', 'paused', 'halted')
       OR (state = 'approved' AND planned_at <= clock_timestamp())"""
_EVENTS = """UPDATE inbox_event SET done_at = clock_timestamp(), outcome = 'set_aside', lease_token = NULL
             WHERE done_at IS NULL"""


@dataclass(frozen=True)
class Held:
    """What a restore left for people to decide."""

    taken_at: dt.datetime
    messages: int  # unknown now: on the list of unknown messages
    broadcasts: int  # halted, missed or cancelled
    events: int  # of Zalo's, set aside: `portal replay` works on them once more


def shut() -> None:
    """Off before there is a row to send; the account's row of the backup is not brought back."""
    channel.turn(off=True, why=WHY)


def hold(taken_at: dt.datetime) -> Held:
    """What might have gone since the backup becomes unknown: for people and evidence (R5), for no machine."""
    with transaction() as session:
        messages = _doubt(_OPEN, taken_at)
        session.execute(text(_RECIPIENTS), {"why": WHY})
        broadcasts = _count(_BROADCASTS, told=HALTED)
        events = _count(_EVENTS)
        session.execute(text("UPDATE sending_state SET changed_at = clock_timestamp()"))
        staff.record_act("backup.restore", "backup", f"{taken_at:%Y%m%dT%H%M%SZ}", messages=messages)
    return Held(taken_at, messages, broadcasts, events)


def is_held() -> bool:
    """A restore waits for somebody's word."""
    with transaction() as session:
        return (
            session.scalar(
                text("SELECT EXISTS (SELECT FROM sending_state WHERE is_off AND off_why = :why)"),
                {"why": WHY},
            )
            or False
        )


def confirm(by: uuid.UUID | None = None) -> int:
    """Sending goes on; how many messages that were made meanwhile stay unknown.

    Conflict when no restore waits for it. Before this let the one-stop systems push once more all since the
    backup: what is older than the restore becomes known without being told twice.
    """
    with transaction() as session:
        of = {"oa_id": settings.get().zalo_oa_id, "why": WHY}
        restored_at = session.scalar(
            text(
                """UPDATE sending_state SET is_off = false, off_why = NULL WHERE oa_id = :oa_id AND is_off
                   AND off_why = :why RETURNING changed_at"""
            ),
            of,
        )
        if restored_at is None:
            raise Conflict("no restore waits to be confirmed")
        doubted = _doubt(_LATER, restored_at)
        staff.record_act("backup.confirm", "backup", f"{clock.now():%Y%m%dT%H%M%SZ}", by, messages=doubted)
    return doubted


def _doubt(which: str, at: dt.datetime) -> int:
    return _count(_DOUBT.format(which=which), at=at, why=WHY, prefix=f"r{secrets.token_urlsafe(4)}")


def _count(statement: str, **values: object) -> int:
    with transaction() as session:
        return session.execute(text(statement), values).rowcount  # type: ignore[attr-defined,no-any-return]
