"""The Support tab: numbers to call, places to go to and when, how-tos; and what we promise about data."""

from flask import request
from werkzeug.wrappers import Response

from portal.core.access import public
from portal.core.web import Pages, page
from portal.places import nearest, openings
from portal.places import queries as places
from portal.support import queries

pages = Pages("support", __name__)


@pages.get("/ho-tro/")
@public
def index() -> Response:
    """Everything that helps a person who is stuck."""
    lines = queries.hotlines()
    now, overrides = openings.now_and_overrides()
    return page(
        "support/index.html",
        emergencies=[line for line in lines if line.is_emergency],
        hotlines=[line for line in lines if not line.is_emergency],
        offices=[openings.shown(office, now, overrides) for office in places.offices_public()],
        guides=queries.guides(),
    )


@pages.get("/ho-tro/gan-ban/")
@public
def near() -> Response:
    """The desk nearest to a commune, by its name of today or of before; without a name the province's."""
    typed = request.args.get("xa", "")[: nearest.LONGEST].replace("\0", "")
    found = nearest.near(typed) if typed.strip() else nearest.Near(offices=nearest.centres()[: nearest.FEW])
    now, overrides = openings.now_and_overrides()
    return page(
        "support/near.html",
        fragment="support/_near.html",
        typed=typed,
        found=found,
        offices=[openings.shown(office, now, overrides) for office in found.offices],
    )


@pages.get("/quyen-rieng-tu/")
@public
def privacy() -> Response:
    """What we know about people, why, how long, and what they may ask of us."""
    return page("support/privacy.html")


@pages.get("/dieu-khoan/")
@public
def terms() -> Response:
    """What this portal is, and what it is not."""
    return page("support/terms.html")


@pages.get("/tro-nang/")
@public
def accessibility() -> Response:
    """How the pages can be used by everybody, and where they still fall short."""
    return page("support/accessibility.html")
