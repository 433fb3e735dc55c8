"""What other programs read of the Information tab: the Atom feed and the map of the site."""

from dataclasses import replace

from flask import Response, request
from flask_babel import gettext as _
from markupsafe import escape
from werkzeug.wrappers import Response as AnyResponse

from portal.core import sanitize, settings
from portal.core.access import public
from portal.core.web import Pages, outside
from portal.news import feed, queries, sitemap
from portal.news.models import Announcement
from portal.news.naming import NAMES

pages = Pages("news_machines", __name__)
FIXED = (
    *("/", "/thong-tin/", "/van-ban/", "/hoi-dap/", "/gioi-thieu/", "/dich-vu-cong/", "/thu-tuc/"),
    *("/ho-so/", "/tra-cuu/", "/ho-tro/", "/phan-anh/", "/quyen-rieng-tu/", "/dieu-khoan/", "/tro-nang/"),
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
    rows: list[sitemap.Row] = [(outside(path), None) for path in FIXED]
    rows += [(outside(f"/tin/{slug}/"), at) for slug, at in queries.addresses()]
    answer = Response(sitemap.written(rows), content_type="application/xml; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)
