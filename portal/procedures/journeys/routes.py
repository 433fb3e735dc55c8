"""Journeys as people follow them: the list, one of them, its poster."""

from flask import Response
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import public
from portal.core.errors import Missing
from portal.core.posters import printed
from portal.core.web import Pages, page
from portal.procedures.journeys import queries

pages = Pages("journeys", __name__)


@pages.get("/thu-tuc/viec/")
@public
def index() -> Response:
    """Every journey that is published."""
    return page("procedures/journeys/list.html", journeys=queries.published())


@pages.get("/thu-tuc/viec/<slug>/")
@public
def show(slug: str) -> Response:
    """One journey, step by step."""
    return page("procedures/journeys/show.html", journey=_found(slug))


@pages.get("/thu-tuc/viec/<slug>/to-dan.pdf")
@public
def poster(slug: str) -> AnyResponse:
    """A sheet with the QR of the page, `?kho=a4` or `a6`."""
    journey = _found(slug)
    return printed(journey.title, f"/thu-tuc/viec/{journey.slug}/", _("Các bước cần làm, theo thứ tự"))


def _found(slug: str) -> queries.Shown:
    journey = queries.by_slug(slug[:80].replace("\0", ""))
    if journey is None:
        raise Missing(_("Không có hướng dẫn nào ở địa chỉ này."))
    return journey
