"""Which announcements are in force: lists, one of them, and what every page must say now."""

import datetime as dt
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from portal.core import clock, current
from portal.core.db import db
from portal.core.errors import Missing
from portal.news.models import Announcement, Category, Kind, OldAddress

PER_PAGE = 12
FEED = 30
FEW = 12  # topics offered beside a list
MOST_PAGES = 200  # about the province
MOST_ADDRESSES = 40_000  # a site's map holds 50,000
ALERT_SECONDS = 20
LISTED = [kind for kind in Kind if kind not in {Kind.PAGE, Kind.HOTLINE, Kind.CENTRE}]  # news; others stay

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """Some announcements, and where in the archive they stand."""

    items: list[Announcement]
    number: int
    last: int


@dataclass(frozen=True)
class Alert:
    """One line on every page."""

    level: str  # warning or danger
    title: str
    slug: str


def _in_force(now: dt.datetime, kinds: Sequence[Kind] = LISTED) -> ColumnElement[bool]:
    is_open = or_(Announcement.expires_at.is_(None), Announcement.expires_at > now)
    is_there = and_(Announcement.published_at <= now, is_open, Announcement.withdrawn_at.is_(None))
    return and_(is_there, Announcement.kind.in_(kinds))


@dataclass(frozen=True)
class Narrowed:
    """Only what is of a topic, only what is for one commune (its code) alone."""

    topic: str | None = None
    commune: str | None = None


def latest(category: Category | None = None, number: int = 1, narrowed: Narrowed | None = None) -> Page:
    """A page of what is in force, pinned first, then the newest; of one category or of all."""
    shown, only = _in_force(clock.now()), narrowed or Narrowed()
    for column, wanted in ((Announcement.topics, only.topic), (Announcement.communes, only.commune)):
        if wanted is not None:
            shown = and_(shown, column.contains([wanted]))
    if category is not None:
        shown = and_(shown, Announcement.category == category)
    return _page(shown, number, PER_PAGE)


def _page(shown: ColumnElement[bool], number: int, most: int) -> Page:
    total = db.session.scalar(select(func.count(Announcement.id)).where(shown)) or 0
    rows = db.session.scalars(
        select(Announcement)
        .where(shown)
        .order_by(Announcement.is_pinned.desc(), Announcement.published_at.desc(), Announcement.slug)
        .offset((number - 1) * most)
        .limit(most)
    )
    return Page(list(rows), number, max(1, math.ceil(total / most)))


def of_kinds(kinds: Sequence[Kind], number: int = 1, most: int = PER_PAGE) -> Page:
    """A page of what is in force of these kinds, pinned first, then the newest."""
    return _page(_in_force(clock.now(), kinds), number, most)


def newest(most: int = FEED) -> list[Announcement]:
    """What is in force by time alone, for the feed."""
    shown = select(Announcement).where(_in_force(clock.now()))
    return list(db.session.scalars(shown.order_by(Announcement.published_at.desc()).limit(most)))


def taken_back(days: int = 30) -> list[Announcement]:
    """What was withdrawn lately: who was told of it by the feed is told that it is gone."""
    gone = Announcement.withdrawn_at > clock.now() - dt.timedelta(days=days)
    rows = select(Announcement).where(gone, Announcement.kind.in_(LISTED))
    return list(db.session.scalars(rows.order_by(Announcement.withdrawn_at.desc()).limit(FEED)))


def by_slug(slug: str) -> Announcement:
    """One announcement that has been published; what is over or withdrawn still answers at its address.

    Raises Missing.
    """
    found = db.session.scalar(
        select(Announcement).where(Announcement.slug == slug, Announcement.published_at <= clock.now())
    )
    if found is None:
        raise Missing("no such announcement")
    return found


def moved(slug: str) -> str | None:
    """Where an announcement of this old address stands today."""
    today = select(Announcement.slug).join(OldAddress, OldAddress.announcement_id == Announcement.id)
    return db.session.scalar(today.where(OldAddress.slug == slug))


def addresses() -> list[tuple[str, dt.datetime]]:
    """Every address that stands, with its last change, for the map of the site."""
    now = clock.now()
    is_open = or_(Announcement.expires_at.is_(None), Announcement.expires_at > now)
    shown = and_(Announcement.published_at <= now, is_open, Announcement.withdrawn_at.is_(None))
    rows = db.session.execute(
        select(Announcement.slug, Announcement.updated_at)
        .where(shown)
        .order_by(Announcement.published_at.desc())
        .limit(MOST_ADDRESSES)
    )
    return [(slug, at) for slug, at in rows]


@dataclass
class _Kept:
    alerts: list[Alert] = field(default_factory=list)
    until: dt.datetime | None = None
    topics: list[str] | None = None
    topics_until: dt.datetime = dt.datetime.max.replace(tzinfo=dt.UTC)


_kept = _Kept()


def alerts() -> list[Alert]:
    """What is in force as an alert, kept in this process for at most 20 s, or until something is published.

    Every page asks; when the database is away the last answer stands, so that pages which need no database
    still come.
    """
    now = clock.now()
    if _kept.until is None or now >= _kept.until:
        try:
            _kept.alerts = _read_alerts(now)
        except SQLAlchemyError as error:
            log.warning("alerts not read error=%s", type(error).__name__)
        _kept.until = now + dt.timedelta(seconds=ALERT_SECONDS)
    return _kept.alerts


def _read_alerts(now: dt.datetime) -> list[Alert]:
    rows = db.session.execute(
        select(Announcement.alert_level, Announcement.title, Announcement.slug)
        .where(_in_force(now), Announcement.alert_level.is_not(None))
        .order_by((Announcement.alert_level == "danger").desc(), Announcement.published_at.desc())
        .limit(3)
    )
    return [Alert(level or "warning", title, slug) for level, title, slug in rows]


def topics() -> list[str]:
    """The topics of what is in force, the most used first; kept like the alerts."""
    now = clock.now()
    if _kept.topics is None or now >= _kept.topics_until:
        _kept.topics, _kept.topics_until = _read_topics(now), now + dt.timedelta(seconds=ALERT_SECONDS)
    return _kept.topics


def _read_topics(now: dt.datetime) -> list[str]:
    one = func.unnest(Announcement.topics).label("topic")
    named = select(one).where(_in_force(now), Announcement.topics != []).subquery()
    order = (func.count().desc(), named.c.topic)
    return list(db.session.scalars(select(named.c.topic).group_by(named.c.topic).order_by(*order).limit(FEW)))


def forget_alerts() -> None:
    """Ask the database at the next page; called when an announcement changes."""
    _kept.until = _kept.topics = None


current.on_change(forget_alerts)
