"""The two statements of sending, each for a whole group of rows: mark them, and write down how they ended."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.broadcast.models import Progress
from portal.core import settings

LEASE = 1.5  # of the margin of a single message: a marked one may wait behind others of its group

# Who left, or took back what they agreed to, since the rows were written gets nothing, and is named.
_MARK = text("""
WITH due AS MATERIALIZED (
    SELECT r.id, r.citizen_id, r.user_id FROM broadcast_recipient r
    WHERE r.broadcast_id = :broadcast AND r.state = 'waiting'
      AND (r.due_at IS NULL OR r.due_at <= clock_timestamp())
    ORDER BY r.id LIMIT :most FOR UPDATE SKIP LOCKED
), asked AS MATERIALIZED (
    SELECT due.id, CASE
        WHEN NOT EXISTS (
            SELECT FROM zalo_identity z
            WHERE z.oa_id = :oa AND z.user_id = due.user_id AND z.is_following) THEN 'not_following'
        WHEN EXISTS (
            SELECT FROM consent c
            WHERE c.citizen_id = due.citizen_id AND c.purpose = 'news' AND c.dossier_id IS NULL
              AND c.withdrawn_at > :since) THEN 'stopped'
        WHEN EXISTS (
            SELECT FROM news_choice n
            WHERE n.citizen_id = due.citizen_id AND n.ended_at > :since
              AND n.topic = ANY(CAST(:topics AS text[]))) THEN 'stopped'
        WHEN :on_trial AND due.user_id <> ALL(CAST(:guests AS text[])) THEN 'trial'
        END AS closed
    FROM due
)
UPDATE broadcast_recipient r SET
    state = CASE WHEN asked.closed IS NULL THEN 'on_wire' ELSE 'excluded' END,
    reason = asked.closed,
    due_at = NULL,
    tries = r.tries + CASE WHEN asked.closed IS NULL THEN 1 ELSE 0 END,
    lease_token = CASE WHEN asked.closed IS NULL THEN CAST(:token AS uuid) END,
    lease_until = CASE WHEN asked.closed IS NULL
        THEN clock_timestamp() + make_interval(secs => :lease) END,
    reference = CASE WHEN asked.closed IS NULL
        THEN right(replace(CAST(gen_random_uuid() AS text), '-', ''), 16) END,
    sent_at = CASE WHEN asked.closed IS NULL THEN clock_timestamp() END
FROM asked WHERE r.id = asked.id
RETURNING r.id, r.user_id, r.reference, r.tries, asked.closed
""")

# A row given up as unknown while its worker was slow takes the late answer: the token is still its own.
_RECORD = text("""
WITH told AS (
    SELECT * FROM unnest(
        CAST(:ids AS bigint[]), CAST(:states AS text[]), CAST(:reasons AS text[]), CAST(:codes AS int[]),
        CAST(:messages AS text[]), CAST(:waits AS float8[])
    ) AS told(id, state, reason, code, message, wait)
), was AS MATERIALIZED (
    SELECT r.id, r.state FROM broadcast_recipient r JOIN told ON told.id = r.id
    WHERE r.lease_token = CAST(:token AS uuid) AND r.state IN ('on_wire', 'unknown')
    ORDER BY r.id FOR UPDATE OF r
)
UPDATE broadcast_recipient r SET
    state = told.state,
    reason = told.reason,
    error_code = told.code,
    message_id = told.message,
    lease_token = CASE WHEN told.state = 'unknown' THEN r.lease_token END,
    lease_until = NULL,
    due_at = CASE WHEN told.wait > 0 THEN clock_timestamp() + make_interval(secs => told.wait) END,
    sent_at = CASE WHEN told.state IN ('sent', 'unknown') THEN r.sent_at END
FROM told JOIN was ON was.id = told.id WHERE r.id = told.id
RETURNING was.state AS old, told.state AS new
""")


@dataclass(frozen=True)
class Marked:
    """One person's row, marked: from here on the message may arrive."""

    id: int
    user_id: str
    reference: str
    tries: int  # this one too


@dataclass(frozen=True)
class Verdict:
    """What became of a call: the row's next state, why, and seconds until it may be tried again."""

    id: int
    state: Progress
    reason: str | None = None
    code: int | None = None
    message_id: str | None = None
    wait: float = 0.0


@dataclass(frozen=True)
class Gate:
    """What is asked about everybody of a group just before the mark."""

    since: dt.datetime  # when the rows were written
    topics: Sequence[str] = ()  # to have ended one of them closes the gate
    guests: frozenset[str] | None = None  # of a trial


def mark(
    session: Session, broadcast: uuid.UUID, most: int, token: uuid.UUID, gate: Gate
) -> tuple[list[Marked], int]:
    """Steps 1 to 3 of R3 for up to `most` rows at once; the marked ones, and how many were left out."""
    chosen = settings.get()
    found = session.execute(
        _MARK,
        {
            "broadcast": broadcast,
            "most": most,
            "token": token,
            "oa": chosen.zalo_oa_id,
            "since": gate.since,
            "topics": list(gate.topics),
            "on_trial": gate.guests is not None,
            "guests": sorted(gate.guests or ()),
            "lease": chosen.scaled(chosen.lease_margin_seconds * LEASE),
        },
    ).all()
    marked = [Marked(row.id, row.user_id, row.reference, row.tries) for row in found if row.closed is None]
    return marked, len(found) - len(marked)


def write(session: Session, token: uuid.UUID, verdicts: Sequence[Verdict]) -> list[tuple[str, str]]:
    """Step 5 of R3 for a group; the state before and after of those that were still ours to write."""
    if not verdicts:
        return []
    rows = session.execute(
        _RECORD,
        {
            "token": token,
            "ids": [one.id for one in verdicts],
            "states": [one.state.value for one in verdicts],
            "reasons": [one.reason for one in verdicts],
            "codes": [one.code for one in verdicts],
            "messages": [one.message_id for one in verdicts],
            "waits": [one.wait for one in verdicts],
        },
    ).all()
    return [(row.old, row.new) for row in rows]
