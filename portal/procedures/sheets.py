"""What people carry away of a procedure: papers to tick, a sheet with its QR; what was published on a day."""

import datetime as dt
from contextlib import suppress

from flask import redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core import qr
from portal.core.access import public
from portal.core.errors import Missing
from portal.core.language import said
from portal.core.posters import for_an_hour, printed
from portal.core.web import Pages, link, outside, page
from portal.procedures import codes, documents, messages, queries
from portal.procedures.queries import InForce
from portal.procedures.routes import told

pages = Pages("procedure_sheets", __name__)


@pages.get("/thu-tuc/<code>/giay-to/")
@public
def papers(code: str) -> AnyResponse:
    """The papers as one screen, for the counter or the printer; the ticks are the phone's own."""
    found = _in_force(code)
    if not found.facts.documents:
        raise Missing(_("Thủ tục này chưa có danh sách giấy tờ ở đây."))
    return page(
        "procedures/papers.html",
        facts=found.facts,
        is_draft=found.approved_at is None,
        papers=documents.listed(found.facts, said),
        as_of=messages.as_of(found.facts, said),
    )


@pages.get("/thu-tuc/<code>/ma-qr.svg")
@public
def code_of_page(code: str) -> AnyResponse:
    """The QR of the procedure's page."""
    address = outside(f"/thu-tuc/{_in_force(code).facts.code}/")
    return for_an_hour(qr.picture(address, "svg"), "image/svg+xml")


@pages.get("/thu-tuc/<code>/to-dan.pdf")
@public
def poster(code: str) -> AnyResponse:
    """A sheet with the QR of the page, `?kho=a4` or `a6`."""
    facts = _in_force(code).facts
    return printed(facts.name, f"/thu-tuc/{facts.code}/", _("Mã thủ tục %(code)s", code=facts.code))


@pages.get("/thu-tuc/<code>/ngay/<day>/")
@public
def on_day(code: str, day: str) -> AnyResponse:
    """The procedure as it was published on a day: what counts for a dossier that was received then."""
    read, wanted = codes.read(code), _day(day)
    if read is None or wanted is None:
        raise Missing(_("Không có thủ tục nào mang mã này."))
    past = queries.on_day(read.national, wanted)
    if past is None:  # a dossier may name what our catalogue lacks: the search says whom to ask
        return redirect(link(f"/thu-tuc/?q={read.national}"), 302)
    return page(
        "procedures/show.html", past=past, is_past=past.valid_to is not None, offices=[], **told(past.facts)
    )


def _day(told: str) -> dt.date | None:
    """`2026-07-03`, or as people write it: `03-07-2026`."""
    for shape in ("%Y-%m-%d", "%d-%m-%Y"):
        with suppress(ValueError):
            return dt.datetime.strptime(told, shape).date()  # noqa: DTZ007 - a day has no zone
    return None


def _in_force(code: str) -> InForce:
    read = codes.read(code)
    found = queries.in_force(read.national) if read else None
    if found is None or found.is_hidden:
        raise Missing(_("Không có thủ tục nào mang mã này."))
    return found
