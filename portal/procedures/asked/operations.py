"""Counting what is asked and tapped; words that staff enter, live in every process within seconds."""

import datetime as dt
import uuid

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock, stamps
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.core.search import fold
from portal.procedures import shelf
from portal.procedures.asked import forms, queries
from portal.procedures.asked.models import SearchAsked, SearchRated, SearchWord
from portal.procedures.asked.tally import Counts, Tally
from portal.staff import operations as staff

KEPT_DAYS = 90


def count(counts: Counts) -> None:
    """Write down what was asked today, how often, and how much it found."""
    rows = [
        {"day": clock.today(), "said": said, "found": found, "times": times, "taps": 0}
        for said, (times, found) in counts.items()
    ]
    new = insert(SearchAsked).values(rows)
    again = {"times": SearchAsked.times + new.excluded.times, "found": new.excluded.found}
    with transaction() as session:
        session.execute(new.on_conflict_do_update(index_elements=["day", "said"], set_=again))


tally = Tally(count)


def tap(typed: str) -> None:
    """An answer to a question of today or yesterday was opened; for any other question nothing is written."""
    said = forms.countable(typed)
    since = clock.today() - dt.timedelta(days=1)
    if said is None:
        return
    asked = SearchAsked
    one = update(asked).where(asked.said == said, asked.day >= since, asked.taps < asked.times * 20)
    with transaction() as session:
        session.execute(one.values(taps=asked.taps + 1))


def forget_old() -> int:
    """Drop what was asked more than 90 days ago; how many lines that were. A repeat drops nothing."""
    with transaction() as session:
        old = delete(SearchAsked).where(SearchAsked.day < clock.today() - dt.timedelta(days=KEPT_DAYS))
        return len(session.execute(old.returning(SearchAsked.day)).all())


def teach(
    said: str, means: str | None, code: str | None, answer: str | None, user_id: uuid.UUID | None
) -> None:
    """Enter a word (a known one gets its new meaning) and let the question join the rated set.

    Raises Missing for a procedure that is not shown. Writes the audit trail; live after CHECK_SECONDS.
    """
    if code and not queries.known(code):
        raise Missing("procedure")
    values = {"means": means or None, "code": code, "made_at": clock.now(), "made_by": user_id}
    row = insert(SearchWord).values(id=uuid.uuid4(), said=said, **values)
    with transaction() as session:
        session.execute(row.on_conflict_do_update(index_elements=["said"], set_=values))
        if best := code or answer:
            rated = insert(SearchRated).values(said=said, code=best, made_at=clock.now())
            session.execute(rated.on_conflict_do_update(index_elements=["said"], set_={"code": best}))
        stamps.touch(queries.STAMP)
        staff.record_act("search.word", "search_word", fold(said)[:60], user_id=user_id)
    shelf.forget()


def unteach(word_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Take a word back, and its question out of the rated set. Missing when it is gone already."""
    with transaction() as session:
        said = session.scalar(delete(SearchWord).where(SearchWord.id == word_id).returning(SearchWord.said))
        if said is None:
            raise Missing("word")
        session.execute(delete(SearchRated).where(SearchRated.said == said))
        stamps.touch(queries.STAMP)
        staff.record_act("search.unword", "search_word", fold(said)[:60], user_id=user_id)
    shelf.forget()
