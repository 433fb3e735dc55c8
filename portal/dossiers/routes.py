"""Where a dossier stands: looked up by its code, or opened by the link in a message."""

import uuid
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core import limits, settings
from portal.core.access import public
from portal.core.guard import csrf
from portal.core.web import Pages, browser, client_address, is_mini, leave, page
from portal.core.work import Puzzle
from portal.dossiers import codes, freshness, messages, operations, queries
from portal.dossiers.access import grant, keep_code, kept_code, opened
from portal.dossiers.forms.lookup import DigitsForm, LookupForm
from portal.dossiers.operations import links
from portal.dossiers.operations.links import Opened
from portal.dossiers.papers import printing
from portal.dossiers.queries import Viewer
from portal.dossiers.sharing import guests

pages = Pages("dossiers", __name__)


@pages.get("/ho-so/")
@public
def lookup() -> AnyResponse:
    """The look-up form; a printed code in `?ma=` fills it and leaves the address at once."""
    printed = request.args.get("ma")
    if printed is None:
        said = kept_code()
        return answered_page(said, answered=said is not None)
    if is_mini():
        return answered_page(as_kept(printed), answered=False)
    keep_code(as_kept(printed))
    return leave("/ho-so/")


@pages.post("/ho-so/")
@public
def look_up() -> AnyResponse:
    """What stands behind a code; with the right four digits, more of it. Reads only, so it needs no token."""
    form = LookupForm(request.form)
    if not form.validate():
        return lookup_page(form, status=422)
    if "digits" in request.form:
        return _with_digits(form)
    return answered_page(form.code.data or "", form=form, answered=True)


csrf.exempt(look_up)


def as_kept(printed: str) -> str:
    """Of what a QR held only codes are kept: some carry the number of a citizen's paper."""
    read = codes.read(printed)
    return " ".join(read.codes or read.near) or read.procedure_code or read.exact or ""


def answered_page(said: str | None, *, answered: bool, form: LookupForm | None = None) -> AnyResponse:
    """The look-up page: what stands behind a code, once it may be asked; the form alone if not `answered`."""
    form = form or LookupForm(data={"code": said})
    if not answered:
        return lookup_page(form)
    puzzle = _toll(operations.Asked(said or ""))
    if puzzle:
        return lookup_page(form, puzzle=puzzle)
    read = codes.read(said or "")
    asked = read.codes or ((read.exact,) if read.exact else ())
    found = [(code, queries.view(code, Viewer())) for code in asked]
    is_missing = any(view is None for __, view in found)
    silent_since = freshness.silent_since() if is_missing else None
    return lookup_page(form, read=read, found=found, silent_since=silent_since)


def _with_digits(form: LookupForm) -> AnyResponse:
    """One answer for wrong digits, unknown codes and closed ways: it tells nobody which it was."""
    typed = DigitsForm(request.form)
    fits = typed.validate()
    digits, code = typed.digits.data or "", codes.normal(form.code.data or "")
    puzzle = _toll(operations.Asked(form.code.data or "", digits[:20]))
    if puzzle:
        return lookup_page(form, puzzle=puzzle, digits=digits[:20])
    if operations.are_off():
        return lookup_page(form, refused=True, digits_off=True)
    right = fits and operations.check_digits(code, digits, browser(), is_in_hour=True)
    view = queries.view(code, Viewer(digits_ok=True)) if right else None
    if view is None:
        return lookup_page(form, refused=True)
    return lookup_page(form, read=codes.Read("codes", codes=(code,)), found=[(code, view)])


def _toll(asked: operations.Asked) -> Puzzle | None:
    """None lets the look-up in. Whoever brings a solved puzzle was counted when it was given out."""
    ticket = request.form.get("ticket", "")
    if ticket and operations.is_paid(asked, ticket, request.form.get("work", "")):
        return None
    count_lookup()
    return operations.toll(asked, ticket)


def count_lookup() -> None:
    """One look-up more of this browser and address; raises TooMany."""
    chosen = settings.get()
    limits.allow(limits.key("lookup-browser", browser()), chosen.lookups_per_browser, 60)
    limits.allow(limits.key("lookup-address", client_address()), chosen.lookups_per_address, 60)


def lookup_page(form: LookupForm, *, status: int = 200, **values: Any) -> AnyResponse:
    """The page, or its answer alone for htmx; never kept."""
    return page(
        "dossiers/lookup.html",
        fragment="dossiers/_result.html",
        status=status,
        personal=True,
        form=form,
        words=messages,
        **values,
    )


@pages.route("/h/<token>", methods=["GET", "POST"])
@public
def by_link(token: str) -> AnyResponse:
    """The link of a message or a receipt: exactly that dossier, under a clean address, without sign-in."""
    found = links.opened(token, mark=request.method == "GET")
    if found is None:
        return gone()
    if is_mini():  # the Mini App keeps no cookies: it is answered at once
        return opened_page(found, f"/h/{token}")
    if request.method == "GET":
        grant(found)
    return leave(f"/ho-so/xem/{found.dossier_id}/")


@pages.route("/ho-so/xem/<uuid:dossier_id>/", methods=["GET", "POST"])
@public
def show(dossier_id: uuid.UUID) -> AnyResponse:
    """A dossier whose link this browser has opened within half an hour."""
    found = opened(dossier_id)
    return opened_page(found, request.path) if found else gone()


csrf.exempt(by_link)
csrf.exempt(show)


def opened_page(found: Opened, path: str) -> AnyResponse:
    """At L1; a dossier of a sensitive field waits for a tap, since a message may be read over a shoulder."""
    seen = queries.view_by_id(found.dossier_id, Viewer(link_dossier_id=found.dossier_id))
    must_confirm = seen is not None and seen.is_sensitive and request.method != "POST"
    if must_confirm:
        seen = queries.view_by_id(found.dossier_id, Viewer())
    if seen is None:
        return gone()
    return page(
        "dossiers/show.html",
        personal=True,
        view=seen,
        words=messages,
        path=path,
        must_confirm=must_confirm,
        offers=printing.offers(seen.id) if seen.details and not found.is_share else [],
        relative=guests.standing(found),
    )


def gone() -> AnyResponse:
    """A link that opens nothing, or a browser whose half hour is over."""
    return page(
        "dossiers/gone.html",
        status=404,
        personal=True,
        form=LookupForm(),
        title=_("Đường dẫn này đã hết hạn"),
    )
