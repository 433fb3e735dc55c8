"""The Information tab: announcements by category, one of them, and the feed."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, sanitize
from portal.core.access import public
from portal.core.errors import Missing
from portal.core.language import of_data
from portal.core.web import Alerts, Pages, link, outside, page, same_page, tell_alerts
from portal.news import cards, facts, queries, reading
from portal.news.models import Announcement, Category
from portal.news.naming import NAMES
from portal.places import nearest

pages = Pages("news", __name__)
pages.add_app_template_filter(sanitize.cleaned, "cleaned")

CHANGED = dt.timedelta(minutes=5)  # then a page tells the day of its last change beside the first
CORRECTED = dt.timedelta(days=7)  # how long a page says that a later text was taken back


@pages.record_once
def alerts(state: BlueprintSetupState) -> None:
    """What is in force stands above every page."""
    tell_alerts(state.app, _alerts)


def _alerts() -> Alerts:
    return [
        {
            "level": "danger" if a.level == "danger" else "warn",
            "title": a.title,
            "href": link(f"/tin/{a.slug}/"),
        }
        for a in queries.alerts()
    ]


def _page_number() -> int:
    told = request.args.get("trang", "1")
    return max(int(told), 1) if told.isascii() and told.isdigit() and len(told) < 5 else 1


def _line(item: Announcement) -> dict[str, Any]:
    """An announcement as a line of a list."""
    told = [str(NAMES[item.category]), clock.day(item.published_at)]
    if item.is_pinned:
        told.insert(0, _("Ghim"))
    return {
        "title": item.title,
        "href": link(f"/tin/{item.slug}/"),
        "note": item.summary,
        "lang": of_data(),
        "meta": " · ".join(told),
        "icon": "alert-triangle" if item.alert_level else "newspaper",
    }


def _typed(name: str) -> str:
    """Words out of the address, as the list is asked for by them."""
    return " ".join(request.args.get(name, "")[: nearest.LONGEST].replace("\0", "").split())


def _list(category: Category | None) -> Response:
    """A page of what is in force; `xa` narrows it to what is for one commune alone, `chu-de` to a topic."""
    place, topic = _typed("xa"), _typed("chu-de")
    units = nearest.communes(place) if place else []
    is_known = not place or len(units) == 1
    commune = units[0] if place and is_known else None
    narrowed = queries.Narrowed(topic or None, commune.code if commune else None)
    found = queries.latest(category, _page_number(), narrowed if is_known else None)
    if found.number > found.last:
        raise Missing("no such page of the archive")
    asked = {name: word for name, word in (("xa", place), ("chu-de", topic)) if word}
    return page(
        "news/index.html",
        items=[_line(item) for item in found.items] if is_known else [],
        found=found,
        names=NAMES,
        category=category,
        here_path=f"/thong-tin/{category.value}/" if category else "/thong-tin/",
        place=place,
        topic=topic,
        commune=commune,
        choices=[unit.name for unit in units] if not is_known else [],
        is_known=is_known,
        topics=queries.topics(),
        asked=f"?{urlencode(asked)}" if asked else "",
    )


@pages.get("/thong-tin/")
@public
def index() -> AnyResponse:
    """Everything in force, pinned first."""
    return _list(None)


@pages.get("/thong-tin/<category>/")
@public
def by_category(category: str) -> AnyResponse:
    """One shelf."""
    if category not in {c.value for c in Category}:
        raise Missing("no such category")
    return _list(Category(category))


@pages.get("/tin/<slug>/")
@public
def show(slug: str) -> AnyResponse:
    """One announcement; an address it once had leads to today's, one that was withdrawn tells why (410)."""
    found = reading.stands(slug)
    if found is None:
        return _moved(slug)
    if found.withdrawn_at is not None:
        return page("news/withdrawn.html", status=410, item=reading.whole(found))
    now = clock.now()
    is_over = found.expires_at is not None and found.expires_at <= now
    is_corrected = found.corrected_at is not None and now < found.corrected_at + CORRECTED
    return same_page(
        "news/show.html",
        (found.id, found.edition, found.office, is_over, is_corrected),
        lambda: _told(reading.whole(found), found.office, is_over=is_over, is_corrected=is_corrected),
    )


def _moved(slug: str) -> AnyResponse:
    """To where an announcement of this old address stands today. Raises Missing."""
    today = queries.moved(slug)
    if today is None:
        raise Missing("no such announcement")
    answer = redirect(link(f"/tin/{today}/"), 301)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _told(item: Announcement, office: str | None, *, is_over: bool, is_corrected: bool) -> dict[str, Any]:
    """What the page of an announcement says."""
    return {
        "item": item,
        "name": NAMES[item.category],
        "facts": facts.of(item.details),
        "papers": facts.papers(item.details),
        "procedures": facts.procedures(item.procedures, item.details),
        "is_over": is_over,
        "is_corrected": is_corrected,
        "address": outside(f"/tin/{item.slug}/"),
        "card": cards.shown(item),
        "office": office,
        "is_changed": item.published_at is not None and item.updated_at > item.published_at + CHANGED,
    }
