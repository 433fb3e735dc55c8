"""Counting taps, taking what was wrong with a page, and settling it."""

import datetime as dt
import uuid

from sqlalchemy import CursorResult, delete, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock, crypto
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.ratings.useful.forms import REASONS
from portal.ratings.useful.models import PageVote
from portal.staff import operations as staff

AGAIN = 600  # seconds in which the same browser's taps on a page are one
TELLING = dt.timedelta(hours=1)  # how long after a tap its reason may come
KEPT = dt.timedelta(days=400)


def tap(page: str, browser: str, *, is_useful: bool) -> uuid.UUID:
    """Count one tap; its id. Another tap of the same browser within ten minutes changes it."""
    now = clock.now()
    slot = int(now.timestamp()) // AGAIN
    vote_id = uuid.UUID(crypto.fingerprint(f"page-vote|{browser}|{page}|{slot}")[:32])
    row = insert(PageVote).values(id=vote_id, page=page, is_useful=is_useful, at=now)
    changed = {"is_useful": row.excluded.is_useful, "reason": None, "words": None}
    with transaction() as session:
        session.execute(row.on_conflict_do_update(index_elements=[PageVote.id], set_=changed))
    return vote_id


def explain(vote_id: uuid.UUID, reason: str, words: str | None) -> None:
    """What was wrong, beside its tap; Missing after an hour or for a strange tap. A repeat writes over."""
    if reason not in REASONS:
        raise Missing("no such reason")
    same = (PageVote.id == vote_id, PageVote.is_useful.is_(False), PageVote.at > clock.now() - TELLING)
    with transaction() as session:
        done = session.execute(update(PageVote).where(*same).values(reason=reason, words=words or None))
    if not (isinstance(done, CursorResult) and done.rowcount):
        raise Missing("no such tap")


def settle(page: str, by: uuid.UUID) -> int:
    """An editor has looked after what was said of a page; how many taps that were. A repeat settles none."""
    now = clock.now()
    waiting = (PageVote.page == page, PageVote.is_useful.is_(False), PageVote.settled_at.is_(None))
    with transaction() as session:
        done = session.execute(
            update(PageVote).where(*waiting, PageVote.at <= now).values(settled_at=now, settled_by=by)
        )
        count = done.rowcount if isinstance(done, CursorResult) else 0
        if count:
            staff.record_act("page.settled", "page", page, by, count=count)
    return count


def sweep() -> int:
    """Forget taps older than thirteen months; how many. Safe to do twice."""
    with transaction() as session:
        done = session.execute(delete(PageVote).where(PageVote.at < clock.now() - KEPT))
    return done.rowcount if isinstance(done, CursorResult) else 0
