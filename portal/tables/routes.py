"""Citizens' pages: which tables there are, one of them, and what it says."""

import uuid
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import public
from portal.core.errors import Missing
from portal.core.guard import csrf
from portal.core.web import Pages, browser, client_address, leave, page
from portal.core.work import Puzzle
from portal.tables import asking, queries, search
from portal.tables.forms import KeyForm
from portal.tables.queries import Shown

pages = Pages("tables", __name__)


@pages.get("/tra-cuu/")
@public
def index() -> Response:
    """Every table there is."""
    return page("tables/index.html", tables=queries.live(), today=clock.today())


@pages.get("/tra-cuu/<slug>/")
@public
def show(slug: str) -> Response:
    """One table and what was asked of it; `ban` names an edition that was live before."""
    shown = _shown(slug)
    if shown.is_exact:
        return _page(shown, key=KeyForm())
    form = asking.form_of(shown, request.args)
    wanted = asking.wanted(shown, form, _page_number())
    return _page(shown, form=form, wanted=wanted, found=search.find(shown, wanted))


@pages.post("/tra-cuu/<slug>/")
@public
def look_up(slug: str) -> Response:
    """The row of a whole key; posted, so that an exam number stays out of addresses. Reads only."""
    shown = _shown(slug)
    if not shown.is_exact:
        return leave(f"/tra-cuu/{shown.table.slug}/")
    key = KeyForm(request.form)
    if not key.validate():
        return _page(shown, status=422, personal=True, key=key)
    puzzle = _toll(shown, key.key.data or "")
    if puzzle:
        return _page(shown, personal=True, key=key, puzzle=puzzle)
    row = search.by_key(shown, key.key.data or "")
    return _page(shown, personal=True, key=key, row=row, is_asked=True)


csrf.exempt(look_up)


def _toll(shown: Shown, typed: str) -> Puzzle | None:
    """None lets the key be tried. Whoever brings a solved puzzle was counted when it was given out."""
    ticket = request.form.get("ticket", "")
    if ticket and asking.is_paid(shown, typed, ticket, request.form.get("work", "")):
        return None
    asking.count(browser(), client_address())
    return asking.toll(shown, typed, ticket)


def _shown(slug: str) -> Shown:
    told = request.args.get("ban")
    try:
        return queries.shown(slug[:100], uuid.UUID(told) if told else None)
    except (Missing, ValueError):
        raise Missing(_("Không có bảng tra cứu này, hoặc bảng đã được gỡ.")) from None


def _page(shown: Shown, *, status: int = 200, personal: bool = False, **values: Any) -> Response:
    return page(
        "tables/show.html",
        fragment="tables/_found.html",
        status=status,
        personal=personal,
        shown=shown,
        table=shown.table,
        edition=shown.edition,
        coming=None if shown.is_old else queries.coming(shown.table.id),
        earlier=[] if shown.is_old else queries.earlier(shown.table.id),
        **values,
    )


def _page_number() -> int:
    told = request.args.get("trang", "1")
    return min(max(int(told), 1), 50) if told.isascii() and told.isdigit() and len(told) < 7 else 1
