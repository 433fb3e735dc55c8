"""Announcements, and apart from them questions with their answers, as the joint search finds them."""

import datetime as dt
import html
import re
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from portal.core import clock
from portal.core.db import db
from portal.core.finding.keeping import of_pages
from portal.core.finding.sources import Group, Question, Thing
from portal.core.finding.stack import Card, Stack
from portal.news import facts, queries
from portal.news.models import Announcement, Category, Kind
from portal.news.naming import NAMES

ANSWERS = frozenset({Kind.QUESTION, Kind.GUIDE})
NEWEST = 0.3  # how much the newest is preferred to the oldest among equals
MOST = 5000  # the newest that are laid out
_TAG = re.compile(r"<[^>]*>")
_END = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote|figcaption|div)>|<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True)
class _Item:
    slug: str
    title: str
    summary: str
    category: Category
    published_at: dt.datetime
    expires_at: dt.datetime | None

    def is_shown(self, now: dt.datetime) -> bool:
        """Published already, and not over."""
        return self.published_at <= now and (self.expires_at is None or self.expires_at > now)

    def thing(self) -> Thing:
        """As a list says it, in the reader's language."""
        meta = f"{NAMES[self.category]} · {clock.day(self.published_at)}"
        return Thing(self.title, f"/tin/{self.slug}/", self.summary, meta)


@dataclass(frozen=True)
class _Source:
    name: str
    title: str
    has_answers: bool  # questions and guides, or everything else

    def find(self, question: Question, most: int) -> Group:
        """What is in force now, by title, then by text."""
        now, stack = clock.now(), _keeper.get()[self.has_answers]
        found, is_near = stack.find(question, lambda item: item.is_shown(now))
        return Group(tuple(item.thing() for item in found[:most]), len(found), is_near)


NEWS = _Source("tin-tuc", _l("Tin tức, thông báo"), has_answers=False)
QUESTIONS = _Source("hoi-dap", _l("Hỏi đáp, hướng dẫn"), has_answers=True)


def _read() -> dict[bool, Stack[_Item]]:
    """What is published and not withdrawn, laid out anew when anything of it has changed."""
    own = Announcement
    is_open = or_(own.expires_at.is_(None), own.expires_at > clock.now())
    columns = (own.slug, own.title, own.summary, own.category, own.published_at, own.expires_at)
    rows = db.session.execute(
        select(*columns, own.kind, own.details["number"].astext, own.body)
        .add_columns(own.details["paper"], own.details["papers"])
        .where(own.published_at.is_not(None), own.withdrawn_at.is_(None), is_open)
        .where(own.kind.in_(queries.LISTED))
        .order_by(own.published_at.desc(), own.slug)
        .limit(MOST)
    ).all()
    cards: dict[bool, list[Card[_Item]]] = {True: [], False: []}
    for place, row in enumerate(rows):
        *told, kind, number, body, paper, several = row
        item = _Item(*told)
        papers = facts.papers({"paper": paper, "papers": several})
        held = [line for one in papers for line in (one["title"], *one["text"].split("\n"))]
        passages = (item.summary, *_passages(body), *held)
        liked = NEWEST * (1 - place / len(rows))
        numbers = {number, *(one["number"] for one in papers)} - {None, ""}
        names = (item.title, *sorted(numbers))
        cards[kind in ANSWERS].append(Card(item.slug, names, item, passages=passages, liked=liked))
    return {has_answers: Stack(kept) for has_answers, kept in cards.items()}


def _passages(body: str) -> list[str]:
    """The text of an article by paragraphs."""
    return [told for part in _END.split(body) if (told := html.unescape(_TAG.sub(" ", part)).strip())]


_keeper = of_pages(_read)
