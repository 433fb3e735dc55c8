"""Where items came from: the day they keep, and the paths of the old site that lead to them. Reads alone."""

import datetime as dt
import uuid
from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlalchemy import select

from portal.core.db import db
from portal.news.models import Announcement
from portal.newsroom.arriving.models import FormerPath, Origin

LONGEST_PATH = 500
NUMBERED = frozenset({"p", "page_id"})  # how WordPress names a text at its home, whatever its address is
TRACKING = ("utm_", "fbclid", "gclid", "zarsrc")  # who sent the reader, not what is read


def of_item(item_id: uuid.UUID) -> Origin | None:
    """Where an item came from; None when it was written here."""
    return db.session.scalar(select(Origin).filter_by(item_id=item_id))


def first_day(item_id: uuid.UUID) -> dt.datetime | None:
    """The moment an item was first published elsewhere: old news does not become today's by moving."""
    return db.session.scalar(select(Origin.published_at).filter_by(item_id=item_id))


def path_of(address: str) -> str:
    """The path an address is known by, with the part of its query that names a page; empty for a home."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    asked = [(name, told) for name, told in parse_qsl(parts.query) if not name.startswith(TRACKING)]
    if not path:
        return _numbered(asked)
    found = f"{path}?{urlencode(sorted(asked))}" if asked else path
    return found if 1 < len(found) <= LONGEST_PATH and found.isprintable() else ""


def _numbered(asked: list[tuple[str, str]]) -> str:
    """A home that is asked for one text by its number there; every other home is a home."""
    told = [(name, number) for name, number in asked if name in NUMBERED]
    if len(told) != 1 or not (told[0][1].isascii() and told[0][1].isdigit() and len(told[0][1]) <= 12):
        return ""
    return f"/?p={int(told[0][1])}"  # one series of numbers counts posts and pages


def paths_of(address: str, source_key: str) -> list[str]:
    """The paths an article was known by there: its address, and its number when its id tells one."""
    told = (path_of(address), path_of(f"//{source_key.partition('#')[2]}"))
    return [path for path in dict.fromkeys(told) if path and (path == told[0] or path.startswith("/?p="))]


def leads_to(address: str) -> str | None:
    """The slug of the announcement that an old site's path leads to now; None for any other path."""
    path = path_of(address)
    if not path:
        return None
    led = select(Announcement.slug).join(FormerPath, FormerPath.item_id == Announcement.id)
    return db.session.scalar(led.where(FormerPath.path == path))
