"""The Information tab: announcements by category, one of them, and the feed."""

import datetime as dt
from dataclasses import replace
from typing import Any

from flask import Response, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import escape
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, sanitize, settings
from portal.core.access import public
from portal.core.errors import Missing
from portal.core.language import of_data
from portal.core.web import Pages, link, outside, page
from portal.news import facts, feed, queries, sitemap
from portal.news.models import Announcement, Category

pages = Pages("news", __name__)
pages.add_app_template_filter(sanitize.cleaned, "cleaned")

CORRECTED = dt.timedelta(days=7)  # how long a page says that a later text was taken back

NAMES = {
    Category.NEWS: _l("Tin tức"),
    Category.PROCEDURES: _l("Thủ tục mới"),
    Category.POWER: _l("Cắt điện"),
    Category.EVENTS: _l("Sự kiện"),
    Category.WARNING: _l("Cảnh báo"),
}


@pages.app_context_processor
def alerts() -> dict[str, Any]:
    """What every page says above its content, read only when a template asks for it."""
    return {"alerts": LocalProxy(_alerts)}


def _alerts() -> list[dict[str, str]]:
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


def _list(category: Category | None) -> Response:
    found = queries.latest(category, _page_number())
    if found.number > found.last:
        raise Missing("no such page of the archive")
    return page(
        "news/index.html",
        items=[_line(item) for item in found.items],
        found=found,
        names=NAMES,
        category=category,
        here_path=f"/thong-tin/{category.value}/" if category else "/thong-tin/",
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
    today = queries.moved(slug)
    if today is not None:
        answer = redirect(link(f"/tin/{today}/"), 301)
        answer.headers["Cache-Control"] = "no-cache"
        return answer
    item = queries.by_slug(slug)
    if item.withdrawn_at is not None:
        return page("news/withdrawn.html", status=410, item=item)
    is_over = item.expires_at is not None and item.expires_at <= clock.now()
    address = outside(f"/tin/{item.slug}/")
    return page(
        "news/show.html",
        item=item,
        name=NAMES[item.category],
        facts=facts.of(item.details),
        procedures=facts.procedures(item.procedures, item.details),
        is_over=is_over,
        is_corrected=item.corrected_at is not None and clock.now() < item.corrected_at + CORRECTED,
        address=address,
    )


@pages.get("/thong-tin/feed.xml")
@public
def atom() -> AnyResponse:
    """The newest announcements for feed readers and the province's other sites."""
    chosen = settings.get()
    entries = [*map(_entry, queries.newest()), *map(_gone, queries.taken_back())]
    title = f"{_('Thông tin')} · {chosen.oa_name}"
    body = feed.atom(title, outside("/thong-tin/"), outside("/thong-tin/feed.xml"), chosen.oa_name, entries)
    answer = Response(body, content_type="application/atom+xml; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _entry(item: Announcement) -> feed.Entry:
    return feed.Entry(
        id=item.id.urn,
        title=item.title,
        summary=item.summary,
        body=sanitize.clean(item.body),
        href=outside(f"/tin/{item.slug}/"),
        category=str(NAMES[item.category]),
        published=item.published_at or item.updated_at,
        updated=item.updated_at,
    )


def _gone(item: Announcement) -> feed.Entry:
    """Under the same id, so that readers put it in the place of what they kept."""
    why = item.withdrawn_why or ""
    title = _("Đã gỡ: %(title)s", title=item.title)
    return replace(_entry(item), title=title, summary=why, body=f"<p>{escape(why)}</p>")


@pages.get("/sitemap.xml")
@public
def site_map() -> AnyResponse:
    """Every page that search engines should know, with the day it changed."""
    fixed = ("/", "/thong-tin/", "/dich-vu-cong/", "/thu-tuc/", "/ho-so/", "/tra-cuu/", "/ho-tro/")
    rows: list[sitemap.Row] = [(outside(path), None) for path in fixed]
    rows += [(outside(f"/tin/{slug}/"), at) for slug, at in queries.addresses()]
    answer = Response(sitemap.written(rows), content_type="application/xml; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)
