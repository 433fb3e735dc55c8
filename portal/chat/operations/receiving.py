"""What Zalo tells us is proved to be Zalo's and kept once, many events in one commit (R11, R12)."""

import datetime as dt
import logging
import uuid
from collections.abc import Sequence
from typing import Any, TypedDict

import psycopg

from portal.chat import events, failures, signature
from portal.chat.events import Event
from portal.chat.models import Failure
from portal.core import clock, crypto, limits, quick_json, settings
from portal.core.errors import Unsigned
from portal.core.group_commit import GroupCommit

OLDEST = dt.timedelta(hours=24)
EARLIEST = dt.timedelta(minutes=5)  # how far Zalo's clock may be ahead of ours

log = logging.getLogger(__name__)


class _Kept(TypedDict):
    """A row of the inbox as JSON holds it; moments in ISO 8601."""

    id: str
    event_key: str
    oa_id: str
    name: str
    user_id: str | None
    raw: str  # sealed, and so plain ASCII
    event_at: str
    received_at: str
    done_at: str | None
    outcome: str | None
    is_unread: bool
    message_ids: str  # ids hold no spaces


# One statement for any number of rows, all in one parameter: twelve arrays cost as much as all the rest of
# a call. The bell rings only for what somebody waits for.
_KEEP = """
    WITH kept AS (
      INSERT INTO inbox_event (id, event_key, oa_id, name, user_id, raw, event_at, received_at, done_at,
                               outcome, is_unread, message_ids, due_at, tries)
      SELECT id, event_key, oa_id, name, user_id, convert_to(raw, 'UTF8'), event_at, received_at, done_at,
             outcome, is_unread, string_to_array(message_ids, ' '), clock_timestamp(), 0
      FROM json_to_recordset(%s::json)
        AS told (id uuid, event_key text, oa_id text, name text, user_id text, raw text,
                 event_at timestamptz, received_at timestamptz, done_at timestamptz, outcome text,
                 is_unread bool, message_ids text)
      ON CONFLICT DO NOTHING RETURNING id, done_at IS NULL AS is_due),
    bell AS (SELECT pg_notify('inbox', '') WHERE EXISTS (SELECT FROM kept WHERE is_due))
    SELECT id::text, (SELECT count(*) FROM bell) FROM kept"""


def _write(line: "psycopg.Connection[Any]", rows: Sequence[_Kept]) -> list[bool]:
    """Insert these; which of them are new. Written twice it adds nothing."""
    told = quick_json.written(rows).decode()
    new = {row[0] for row in line.execute(_KEEP, (told,), prepare=True)}
    return [row["id"] in new for row in rows]


_committer: GroupCommit[_Kept, bool] = GroupCommit(_write)


def receive(raw: bytes, header: str | None) -> bool:
    """Keep a webhook call that is Zalo's; True when it is new. Committed when this returns.

    `{}` is the probe of registration. A digest that is not Zalo's raises Unsigned and is counted. A repeat,
    and an event of another account, change nothing; one too old or from the future is kept and set aside.
    Unavailable when it could not be committed in time.
    """
    if raw.strip() == b"{}":
        return False
    value = events.value_of(raw)
    if not signature.is_genuine(raw, header, value):
        _count_forgery(signature.other_explanation(raw, header, value))
        raise Unsigned("the signature does not fit")
    event = events.read(raw, value)
    if value is None:
        failures.note(Failure.UNREADABLE)  # kept all the same
    if not event.is_ours:
        log.info("webhook about another account name=%s", event.name)
        return False
    return _committer.put(_row(event, raw))


def _count_forgery(explanation: str) -> None:
    if explanation != "no_digest":  # whoever sends none does not even pretend to be Zalo
        failures.note(Failure.UNSIGNED)
    seen, _ = limits.count(limits.key("webhook-forged"), 300)
    if seen == 1 or seen % 100 == 0:
        log.error("webhook signature refused count=%s in=300s would_fit=%s", seen, explanation)


def _row(event: Event, raw: bytes) -> _Kept:
    now = clock.now()
    at = event.at or now
    outcome = None
    if not now - OLDEST <= at <= now + EARLIEST:
        outcome = "set_aside"
    elif event.kind not in events.WORKED_ON:
        outcome = "stored"
    return _Kept(
        id=str(uuid.uuid4()),
        event_key=event.key,
        oa_id=settings.get().zalo_oa_id,
        name=event.name,
        user_id=event.user_id,
        raw=crypto.encrypt(raw).decode(),
        event_at=at.isoformat(),
        received_at=now.isoformat(),
        done_at=now.isoformat() if outcome else None,
        outcome=outcome,
        is_unread=event.kind in events.EVIDENCE,
        message_ids=" ".join(event.message_ids),
    )
