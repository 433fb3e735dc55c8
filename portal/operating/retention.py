"""What is forgotten in time, told before by a dry run: the same work in a transaction that is undone.

So a dry run can never say something else than what the night does. Rules that remove files besides rows
are named, not run: a file does not come back with a rollback.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import text

from portal.chat import operations as chat
from portal.chat import photos
from portal.citizens import operations as citizens
from portal.core import crypto, limits, once, settings
from portal.core.db import transaction
from portal.counter.operations import visits
from portal.newsroom.writing import autosave
from portal.procedures.asked import operations as searches
from portal.procedures.upkeep import turns
from portal.ratings.useful import operations as useful
from portal.staff import operations as staff

AT_ONCE = 2000  # rows a transaction, so that nobody waits long for it
_WRITES = text(
    "SELECT coalesce(sum(n_tup_del + n_tup_upd), 0) FROM pg_stat_xact_user_tables WHERE schemaname = 'public'"
)
_MESSAGES = text(
    """UPDATE intent SET params = :nothing WHERE id IN (
         SELECT id FROM intent
         WHERE state IN ('sent', 'refused', 'dropped', 'superseded', 'cancelled', 'failed')
           AND settled_at < clock_timestamp() - make_interval(days => CASE WHEN subject_kind = 'inbox_event'
               THEN :replies ELSE :messages END)
           AND octet_length(params) > octet_length(:nothing) ORDER BY settled_at LIMIT :most)"""
)
# Ended long ago (refused, withdrawn, stopped, returned; a result nobody fetched counts as well).
_OVER = """SELECT id FROM dossier WHERE status IN (3, 7, 8, 9, 10)
           AND event_time < clock_timestamp() - make_interval(days => :days)
           AND (applicant IS NOT NULL OR summary IS NOT NULL OR note IS NOT NULL OR EXISTS
               (SELECT FROM dossier_contact WHERE dossier_contact.dossier_id = dossier.id))
           ORDER BY event_time LIMIT :most"""
_FEEDBACK = text(
    """UPDATE feedback SET citizen_id = NULL, name = NULL, phone = NULL, phone_fingerprint = NULL,
         email = NULL, address = NULL WHERE id IN (SELECT id FROM feedback
           WHERE received_at < clock_timestamp() - make_interval(days => :days) AND closed_at IS NOT NULL
           AND (citizen_id IS NOT NULL OR name IS NOT NULL OR phone IS NOT NULL
                OR phone_fingerprint IS NOT NULL OR email IS NOT NULL OR address IS NOT NULL) LIMIT :most)"""
)


@dataclass(frozen=True)
class Rule:
    """What goes, after how long, by whom; `is_nightly` ones are the relay's duty `retention`."""

    name: str
    after: str
    run: Callable[[], object]
    is_nightly: bool = False


@dataclass(frozen=True)
class Told:
    """How many rows a rule changes or removes; None for one that was not run."""

    rule: Rule
    rows: int


class _Undone(Exception):  # noqa: N818 - it ends a dry run, nothing is wrong
    """Rolls a dry run back."""


def forget_words() -> int:
    """Words and buttons of old messages go; that they were owed and what became of them stays. How many."""
    chosen = settings.get()
    return _by_pieces(replies=chosen.keep_reply_days, messages=chosen.keep_message_days)


def _by_pieces(**days: int) -> int:
    total, gone = 0, AT_ONCE
    while gone == AT_ONCE:
        with transaction() as session:
            values = {**days, "nothing": crypto.encrypt(b"{}"), "most": AT_ONCE}
            gone = session.execute(_MESSAGES, values).rowcount  # type: ignore[attr-defined]
        total += gone
    return total


def forget_dossiers() -> int:
    """Names, numbers and words of dossiers that ended long ago go; code, office, days and states stay."""
    values = {"days": settings.get().keep_dossier_days, "most": AT_ONCE}
    total, gone = 0, AT_ONCE
    while gone == AT_ONCE:
        with transaction() as session:
            ids = session.scalars(text(f"{_OVER} FOR UPDATE OF dossier SKIP LOCKED"), values).all()
            gone = len(ids)
            for statement in _FORGET if gone else ():
                session.execute(text(statement), {"ids": list(ids), "nothing": crypto.encrypt(b"{}")})
        total += gone
    return total


_FORGET = (
    "DELETE FROM dossier_contact WHERE dossier_id = ANY(:ids)",
    """UPDATE status_event SET record = :nothing, supplement = NULL WHERE dossier_id = ANY(:ids)
       AND octet_length(record) > octet_length(:nothing)""",
    "UPDATE dossier SET applicant = NULL, summary = NULL, note = NULL WHERE id = ANY(:ids)",
)


def forget_senders() -> int:
    """Feedback that was closed long ago no longer says who sent it; how many."""
    total, gone = 0, AT_ONCE
    while gone == AT_ONCE:
        with transaction() as session:
            values = {"days": settings.get().keep_feedback_days, "most": AT_ONCE}
            gone = session.execute(_FEEDBACK, values).rowcount  # type: ignore[attr-defined]
        total += gone
    return total


def rules() -> tuple[Rule, ...]:
    """Every rule, with its time as the settings have it."""
    chosen = settings.get()
    return (
        Rule(
            "words of messages",
            f"{chosen.keep_message_days} days, answers {chosen.keep_reply_days}",
            forget_words,
            is_nightly=True,
        ),
        Rule(
            "people of ended dossiers", f"{chosen.keep_dossier_days} days", forget_dossiers, is_nightly=True
        ),
        Rule("senders of feedback", f"{chosen.keep_feedback_days} days", forget_senders, is_nightly=True),
        Rule("Zalo's events", "90 days", chat.prune),
        Rule("photos of receipts asked about", "a week", photos.sweep),
        Rule("sessions of citizens", "after their end", citizens.sweep),
        Rule("numbers typed at the counter", "a day", visits.forget_numbers),
        Rule("what was searched for", "90 days", searches.forget_old),
        Rule("votes on pages", "13 months", useful.sweep),
        Rule("copies of unsaved texts", "after their time", autosave.sweep),
        Rule("what old catalogue files changed", "after their time", turns.sweep),
        Rule("counters of limits", "when they end", limits.sweep),
        Rule("keys of forms sent once", "a day", once.sweep),
    )


FILES = ("pictures and papers taken out of the library", "photos of forms never sent", "rows of old tables")
"""Swept by duties of their own, together with their files: not part of a dry run."""


def run_nightly() -> None:
    """The duty: what has no duty of its own, with a line in the trail when something went."""
    for rule in rules():
        if rule.is_nightly and (gone := rule.run()):
            staff.record_act("retention", "rule", rule.name, rows=gone)


def run(*, is_dry: bool) -> list[Told]:
    """Every rule now, or what it would do: a dry run changes nothing."""
    return [Told(rule, _dry(rule) if is_dry else _counted(rule)) for rule in rules()]


def _counted(rule: Rule) -> int:
    gone = rule.run()
    rows = gone if isinstance(gone, int) else 0
    if rows:
        staff.record_act("retention", "rule", rule.name, rows=rows)
    return rows


def _dry(rule: Rule) -> int:
    rows = 0
    with suppress(_Undone), transaction() as session:
        before = session.scalar(_WRITES) or 0
        rule.run()
        session.flush()
        rows = int((session.scalar(_WRITES) or 0) - before)
        raise _Undone
    return rows
