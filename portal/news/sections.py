"""Sections a state portal carries beside the news: documents, answers, about and the map of the site."""

import datetime as dt
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import public
from portal.core.errors import Missing
from portal.core.language import of_data
from portal.core.web import Pages, link, page
from portal.news import queries
from portal.news.models import Announcement, Kind

pages = Pages("news_sections", __name__)


def _number() -> int:
    told = request.args.get("trang", "1")
    return max(int(told), 1) if told.isascii() and told.isdigit() and len(told) < 5 else 1


def _listed(path: str, title: str, lead: str, *kinds: Kind, hint: str) -> Response:
    found = queries.of_kinds(kinds, _number())
    if found.number > found.last:
        raise Missing("no such page")
    return page(
        "news/section.html",
        heading=title,
        lead=lead,
        hint=hint,
        found=found,
        items=[_line(item) for item in found.items],
        here_path=path,
    )


def _line(item: Announcement) -> dict[str, Any]:
    told = item.details
    facts = [told.get("number"), told.get("signer")]
    if told.get("date"):
        facts.append(_("ban hành %(day)s", day=clock.day(dt.date.fromisoformat(told["date"]))))
    return {
        "title": item.title,
        "href": link(f"/tin/{item.slug}/"),
        "note": item.summary,
        "lang": of_data(),
        "meta": " · ".join(filter(None, facts)) or clock.day(item.published_at),
        "icon": "message-circle" if item.kind is Kind.QUESTION else "file-text",
    }


@pages.get("/hoi-dap/")
@public
def answers() -> Response:
    """Questions people ask, and guides, the newest first."""
    return _listed(
        "/hoi-dap/",
        _("Hỏi đáp"),
        _("Câu hỏi thường gặp và hướng dẫn của các cơ quan trong tỉnh."),
        *(Kind.QUESTION, Kind.GUIDE),
        hint=_("Ví dụ: làm lại căn cước mất bao lâu"),
    )


@pages.get("/van-ban/")
@public
def documents() -> Response:
    """New documents in short, each with number, day and signer."""
    return _listed(
        "/van-ban/",
        _("Văn bản, chính sách mới"),
        _("Tóm tắt bằng lời dễ hiểu, kèm số, ngày ban hành và tệp văn bản."),
        Kind.POLICY,
        hint=_("Ví dụ: 12/2026/QĐ-UBND"),
    )


@pages.get("/gioi-thieu/")
@public
def about() -> Response:
    """Who we are and who answers for what is said here, and every section with its pages."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in queries.of_kinds((Kind.PAGE,), most=queries.MOST_PAGES).items:
        line = {"title": item.title, "href": link(f"/tin/{item.slug}/"), "lang": of_data()}
        groups.setdefault(item.topics[0] if item.topics else "", []).append(line)
    return page("news/about.html", groups=sorted(groups.items()))
