"""You said, we did: a page for each month."""

import datetime as dt

from flask import Response, request

from portal.core.access import public
from portal.core.web import Pages, page
from portal.ratings.stories import queries

pages = Pages("stories", __name__)


@pages.get("/phan-anh/da-lam/")
@public
def month() -> Response:
    """The stories of the newest month, or of `?thang=2026-11`."""
    known = queries.months()
    shown = _asked(known)
    return page(
        "ratings/stories.html",
        months=known,
        month=shown,
        stories=queries.of_month(shown) if shown else [],
    )


def _asked(known: list[dt.date]) -> dt.date | None:
    told = request.args.get("thang", "")
    return next((one for one in known if f"{one:%Y-%m}" == told), known[0] if known else None)
