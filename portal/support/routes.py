"""The Support tab: numbers to call, places to go to and when, how-tos; and what we promise about data."""

import uuid

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core.access import public
from portal.core.errors import Missing
from portal.core.posters import printed
from portal.core.web import Pages, page
from portal.places import nearest, openings
from portal.places import queries as places
from portal.places.models import Office
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
        hotlines=[
            (line, openings.line_state(line.hours, now, overrides)) for line in lines if not line.is_emergency
        ],
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


@pages.get("/ho-tro/noi/<uuid:office_id>/")
@public
def office(office_id: uuid.UUID) -> Response:
    """One office: open or shut, where, whom to call."""
    now, overrides = openings.now_and_overrides()
    found = _office(office_id)
    return page("support/office.html", office=openings.shown(found, now, overrides))


@pages.get("/ho-tro/noi/<uuid:office_id>/to-dan.pdf")
@public
def office_poster(office_id: uuid.UUID) -> Response:
    """A sheet with the QR of an office's page, `?kho=a4` or `a6`."""
    found = _office(office_id)
    note = " · ".join(part for part in (found.address, found.phone) if part)
    return printed(found.name, f"/ho-tro/noi/{found.id}/", note or _("Giờ làm việc, đường đi, số điện thoại"))


@pages.get("/ho-tro/so/<uuid:line_id>/")
@public
def line(line_id: uuid.UUID) -> Response:
    """One number: what for, whether somebody answers now."""
    now, overrides = openings.now_and_overrides()
    found = queries.hotline(line_id)
    return page("support/line.html", line=found, state=openings.line_state(found.hours, now, overrides))


@pages.get("/ho-tro/so/<uuid:line_id>/to-dan.pdf")
@public
def line_poster(line_id: uuid.UUID) -> Response:
    """A sheet with the QR of a number's page, `?kho=a4` or `a6`."""
    found = queries.hotline(line_id)
    note = _("Gọi %(number)s · %(hours)s", number=found.number, hours=found.hours)
    return printed(found.topic, f"/ho-tro/so/{found.id}/", note)


def _office(office_id: uuid.UUID) -> Office:
    found = places.public_office(office_id)
    if found is None:
        raise Missing("office")
    return found


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
