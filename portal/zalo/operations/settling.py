"""An answer of the token endpoint becomes the row's next generation, now or when the journal is replayed."""

import datetime as dt
import logging
from collections.abc import Callable
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.core import clock, db, settings
from portal.core.db import transaction
from portal.core.faults import fault
from portal.places import hours
from portal.places import queries as places
from portal.zalo import journal, oauth, standing, timing, tokens
from portal.zalo.answers import Unclear
from portal.zalo.entries import Entry, State
from portal.zalo.journal import Journal
from portal.zalo.models import ZaloToken
from portal.zalo.oauth import Pair, Reply, TokenRefused

CONSENT, ROTATION = "consent", "rotation"
SPENT = -14014
CONFIG_REST = 900.0  # seconds after a refusal that an operator has to mend; the token was not used
NOW = func.clock_timestamp()
log = logging.getLogger(__name__)


class Ended(StrEnum):
    """What an answer came to."""

    CHANGED = "changed"
    OLD = "old"  # the database has it, or something newer
    NEEDS_PERSON = "needs_person"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    KEPT = "kept"  # in the journal; the database is away


def replay(book: Journal) -> bool:
    """Write what the journal holds and the database does not; True when a newer pair came of it.

    A restored database is behind its journal and gets the last pair from there. Repeating it changes nothing.
    """
    oa_id = settings.get().zalo_oa_id
    with transaction() as session:
        generation = session.scalar(select(ZaloToken.generation).filter_by(oa_id=oa_id)) or 0
    try:
        found = [entry for entry in book.ahead_of(generation) if entry.oa_id == oa_id]
    except journal.Unreadable:
        log.critical("the journal of tokens cannot be opened: FIELD_KEYS lacks the key it was sealed with")
        return False
    ended = [settle(book, entry) for entry in found]
    return Ended.CHANGED in ended


def settle(book: Journal, entry: Entry) -> Ended:
    """Write an answer of the journal into the database, then note in the journal that it is there."""
    try:
        ended = apply(entry)
    except SQLAlchemyError as error:
        log.error("database away, the answer waits in the journal error=%s", type(error).__name__)
        db.release()
        return Ended.KEPT
    fault("A6")
    book.settle(entry, State.GOOD if ended in {Ended.CHANGED, Ended.OLD} else State.VOID)
    return ended


def apply(entry: Entry) -> Ended:
    """Write an answer into the database, in one commit; an older one changes nothing."""
    try:
        pair = oauth.read(Reply(entry.status, entry.raw))
    except TokenRefused as error:
        return _refused(entry, error) if error.code else Ended.UNCLEAR
    except Unclear:
        return Ended.UNCLEAR
    with transaction() as session:
        row = _row(session, entry.oa_id)
        if row is None:
            row = ZaloToken(oa_id=entry.oa_id, generation=0, due_at=entry.at, failures=0)
            session.add(row)
        elif not _is_newer(entry, row):
            return Ended.OLD
        _take(row, entry, pair)
        db.notify("intents")
        db.notify(tokens.BELL)
    log.info("tokens changed kind=%s generation=%s", entry.kind, entry.generation + 1)
    return Ended.CHANGED


def _row(session: Session, oa_id: str) -> ZaloToken | None:
    return session.scalar(
        select(ZaloToken).filter_by(oa_id=oa_id).with_for_update().execution_options(populate_existing=True)
    )


def _is_newer(entry: Entry, row: ZaloToken) -> bool:
    """A change follows the very generation it was asked with; a person's grant follows anything before it."""
    if row.generation <= entry.generation:
        return True
    return entry.kind == CONSENT and (row.issued_at is None or row.issued_at < entry.at)


def _take(row: ZaloToken, entry: Entry, pair: Pair) -> None:
    row.generation = max(row.generation, entry.generation) + 1
    row.access_token = pair.access.get_secret_value()
    if pair.refresh is not None:
        row.refresh_token = pair.refresh.get_secret_value()
    row.issued_at = entry.at
    row.expires_at = entry.at + dt.timedelta(seconds=pair.seconds)
    row.due_at = timing.due(entry.at, pair.seconds, _staffed(entry.at, pair.seconds))
    if entry.kind == CONSENT:
        row.consented_at = entry.at
    row.asked_at = row.started_at = row.started_by = row.started_in = None
    row.refused_generation = row.refused_at = row.problem = row.problem_at = None
    row.doubt_at = row.consent_needed_at = None
    row.failures = 0


def _staffed(at: dt.datetime, life: int) -> Callable[[dt.datetime], bool]:
    """Whether people work at a moment of this life; the calendar is read once."""
    last = clock.local(at + dt.timedelta(seconds=life)).date()
    swapped = places.overrides(clock.local(at).date(), last)
    return lambda moment: hours.opening(clock.local(moment), None, swapped).is_open


def _refused(entry: Entry, error: TokenRefused) -> Ended:
    """The endpoint said no. A used-up refresh token needs a person, all else the operator."""
    if entry.kind != ROTATION:
        return Ended.REFUSED
    with transaction() as session:
        row = _row(session, entry.oa_id)
        if row is None or row.generation != entry.generation:
            return Ended.OLD  # somebody else was first: theirs is the pair (CONTRACT.md 1.5)
        row.problem, row.problem_at = str(error.code), NOW
        row.failures += 1
        row.started_at = row.started_by = row.started_in = None
        if error.code == SPENT:
            row.consent_needed_at = func.coalesce(ZaloToken.consent_needed_at, NOW)
            row.doubt_at = None
        else:
            row.due_at = NOW + tokens.seconds(CONFIG_REST)
        db.notify(tokens.BELL)
    standing.alarm(str(error.code))
    return Ended.NEEDS_PERSON if error.code == SPENT else Ended.REFUSED
