"""How often pages are looked at, by door and sort of page. Counted here and of nobody: no tracker, no cookie.

Each web process adds up in memory and writes its sums every few seconds, so a page costs no statement; what a
killed process had not written yet is lost.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from portal.core import clock, soon
from portal.core.db import db, release, transaction
from portal.figures.models import VisitDay
from portal.figures.period import Period

GOOD = ("200", "304")
LOOK_UP = "look-up"
SORTS = {
    "": "home",
    "thong-tin": "news",
    "tin": "news",
    "thong-bao": "news",
    "dich-vu-cong": "services",
    "thu-tuc": "procedures",
    "ho-so": "dossiers",
    "h": "dossiers",
    "ho-tro": "support",
    "hoi-dap": "support",
    "phan-anh": "feedback",
    "danh-gia": "ratings",
    "tim-kiem": "search",
    "tra-cuu": "tables",
    "toi": "own",
}
log = logging.getLogger(__name__)
Environ = dict[str, Any]
Place = tuple[str, str]


class Tally:
    """The sums of this process that are not written yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[Any, ...]] = Counter()

    def add(self, place: Place, times: int = 1, day: Any = None) -> None:
        """One look more, today."""
        with self._lock:
            self._counts[(day or clock.today(), *place)] += times

    def take(self) -> Counter[tuple[Any, ...]]:
        """What there is, and begin anew."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return taken


tally = Tally()


def write() -> int:
    """Add the sums of this process to the days'; how many looks. While the database is away they wait."""
    taken = tally.take()
    if not taken:
        return 0
    rows = [
        {"day": day, "door": door, "sort": sort, "n": n} for (day, door, sort), n in sorted(taken.items())
    ]
    more = insert(VisitDay).values(rows)
    try:
        with transaction() as session:
            summed = {"n": VisitDay.n + more.excluded.n}
            session.execute(more.on_conflict_do_update(index_elements=["day", "door", "sort"], set_=summed))
    except SQLAlchemyError as error:
        log.warning("visits are not written yet error=%s", type(error).__name__)
        for (day, *place), n in taken.items():
            tally.add((place[0], place[1]), n, day)
        return 0
    finally:
        release()
    return sum(taken.values())


class Counting:
    """The WSGI application around all others: a good answer to a page is one look."""

    def __init__(self, app: Flask) -> None:
        self._app, self._inner = app, app.wsgi_app

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """The answer of whoever is inside."""
        place = place_of(environ)
        if place is None:
            return self._inner(environ, start)

        def told(status: str, *more: Any) -> Any:
            if status[:3] in GOOD:
                tally.add(place)
                soon.begin(self._app)
            return start(status, *more)

        return self._inner(environ, told)


def set_up(app: Flask) -> None:
    """Count the pages of this app."""
    soon.add(write)
    app.wsgi_app = Counting(app)  # type: ignore[assignment, method-assign]


def place_of(environ: Environ) -> Place | None:
    """Door and sort of page; None for what is no page of citizens, for pieces of one, and for robots."""
    path = environ["PATH_INFO"]
    is_mini = path.startswith("/m/")
    sort = SORTS.get(path.split("/", 3)[2 if is_mini else 1])
    if sort is None or not _is_whole(environ, is_mini):
        return None
    agent = environ.get("HTTP_USER_AGENT", "")
    if "bot" in agent.lower():
        return None
    if environ["REQUEST_METHOD"] == "POST":
        if path not in {"/ho-so/", "/m/ho-so/"}:
            return None
        sort = LOOK_UP
    return "mini" if is_mini else "zalo" if "Zalo" in agent else "web", sort


def _is_whole(environ: Environ, is_mini: bool) -> bool:
    if environ["REQUEST_METHOD"] == "POST":
        return True
    if environ["REQUEST_METHOD"] != "GET":
        return False
    if is_mini:
        return "piece=1" not in environ.get("HTTP_ACCEPT", "")
    return "HTTP_HX_REQUEST" not in environ or "HTTP_HX_BOOSTED" in environ


def counted(period: Period) -> dict[Place, int]:
    """Looks of a time by door and sort, most first."""
    found: Counter[Place] = Counter()
    asked = select(VisitDay).where(VisitDay.day >= period.first, VisitDay.day <= period.last)
    for row in db.session.scalars(asked):
        found[row.door, row.sort] += row.n
    return dict(found.most_common())
