"""Following a feedback by its tracking code: where it stands, the answer, and what its sender says of it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.citizens import access as citizen
from portal.core import guard, limits
from portal.core.access import public
from portal.core.errors import Conflict, Missing
from portal.core.web import Pages, client_address, leave, page
from portal.feedback import alike, codes, forms, handing, messages, published, queries
from portal.feedback.cases import confirming

pages = Pages("feedback_following", __name__)


@pages.post("/phan-anh/theo-doi/")
@public
def follow() -> AnyResponse:
    """Find a feedback by its code; a read, posted so that slips of the finger stay out of addresses."""
    typed = forms.FollowForm(request.form)
    limits.allow(limits.key("feedback-follow", client_address()), 120, 60)
    code = codes.read(typed.code.data or "") if typed.validate() else None
    if code is not None:
        try:
            return leave(f"/phan-anh/{_exists(code)}/")
        except Missing:
            typed.code.errors = [_("Chưa tìm thấy mã này. Xin xem lại phiếu nhận hoặc gọi tổng đài.")]
    return page("feedback/lookup.html", personal=True, status=422, follow=typed)


guard.csrf.exempt(follow)


@pages.get("/phan-anh/theo-doi/")
@public
def lookup() -> Response:
    """Where a tracking code is typed."""
    return page("feedback/lookup.html", follow=forms.FollowForm())


@pages.get("/phan-anh/<code>/da-nhan/")
@public
def receipt(code: str) -> Response:
    """What to keep: the code, and what happens next."""
    if found := _alike(code):
        return page("feedback/alike.html", personal=True, is_new=True, **found)
    return page("feedback/receipt.html", personal=True, **_facts(code))


@pages.get("/phan-anh/<code>/")
@public
def followed(code: str) -> Response:
    """Where it stands; nothing about the person, since a code may be overheard."""
    if found := _alike(code):
        return page("feedback/alike.html", personal=True, **found)
    return page("feedback/show.html", personal=True, **_facts(code))


def _known(code: str) -> str:
    limits.allow(limits.key("feedback-follow", client_address()), 120, 60)
    known = codes.read(code)
    if known is None:
        raise Missing("feedback code")
    return known


def _exists(code: str) -> str:
    """The code, when somebody has it; raises Missing."""
    try:
        return queries.by_code(code).code
    except Missing:
        return alike.by_code(code).code


def _alike(code: str) -> dict[str, Any] | None:
    """What a follower's code shows; None for any other."""
    try:
        found = alike.by_code(_known(code))
    except Missing:
        return None
    return {
        "item": found,
        "shown_code": codes.shown(found.code),
        "kind": messages.SHORT[found.kind],
        "words": messages.STATUS[found.status],
        "steps": [(messages.STATUS[step.status], step) for step in found.steps],
        "is_signed_in": citizen.who() is not None,
    }


def _facts(code: str) -> dict[str, Any]:
    found = queries.by_code(_known(code))
    return {
        "item": found,
        "shown_code": codes.shown(found.code),
        "kind": messages.SHORT[found.kind],
        "words": messages.STATUS[found.status],
        "steps": [(messages.STATUS[step.status], step) for step in found.steps],
        "verdicts": messages.VERDICTS,
        "is_signed_in": citizen.who() is not None,
    }


def _with(code: str, status: int, **values: Any) -> Response:
    return page("feedback/show.html", personal=True, status=status, **_facts(code), **values)


def _said(code: str, what: Callable[[str, str], None]) -> AnyResponse:
    """Take words of the sender; what cannot be taken comes back as it was typed."""
    typed = forms.WordsForm(request.form)
    if not typed.validate():
        return _with(code, 422, typed=typed)
    try:
        what(_known(code), typed.words.data or "")
    except Conflict:
        return _with(code, 409, typed=typed, is_late=True)
    return leave(f"/phan-anh/{_known(code)}/")


@pages.get("/phan-anh/<code>/ket-qua/<int:number>")
@public
def proof(code: str, number: int) -> Response:
    """One of the photos of how it looks mended."""
    return handing.one(published.proofs(_known(code)), number)


@pages.post("/phan-anh/<code>/da-xong")
@guard.shows_again(lambda code: _with(code, 422))
@public
def solved(code: str) -> AnyResponse:
    """The sender says that it is done."""
    with suppress(Conflict):  # said before, or closed meanwhile: the page tells
        confirming.solved(_known(code))
    return leave(f"/phan-anh/{_known(code)}/")


@pages.post("/phan-anh/<code>/chua-xong")
@guard.shows_again(lambda code: _with(code, 422, typed=forms.WordsForm(request.form)))
@public
def reopen(code: str) -> AnyResponse:
    """Not solved, and why; once."""
    return _said(code, confirming.reopen)


@pages.post("/phan-anh/<code>/bo-sung")
@guard.shows_again(lambda code: _with(code, 422, typed=forms.WordsForm(request.form)))
@public
def supplement(code: str) -> AnyResponse:
    """What was asked for; the term goes on."""
    return _said(code, confirming.supplement)


@pages.post("/phan-anh/<code>/nhan-tin")
@guard.shows_again(lambda code: followed(code))
@public
def link_me(code: str) -> AnyResponse:
    """Whoever is signed in hears of each step on Zalo from now on."""
    told, known = _known(code), citizen.who()
    if known and known.citizen_id and not alike.link(told, known.citizen_id):
        confirming.link(told, known.citizen_id)
    return leave(f"/phan-anh/{told}/")
