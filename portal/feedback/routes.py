"""The feedback form, its receipt, and the page that follows it."""

import math
import uuid
from contextlib import suppress
from typing import Any, BinaryIO, cast

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.core import guard, limits, once
from portal.core.access import public
from portal.core.errors import Missing, TooMany
from portal.core.language import said
from portal.core.web import Pages, browser, client_address, leave, page
from portal.feedback import codes, forms, messages, operations, queries, urgency
from portal.feedback.models import Kind

pages = Pages("feedback", __name__)
LARGEST_REQUEST = 30 * 1024 * 1024
HOUR = 3600


def _form() -> forms.FeedbackForm:
    form = forms.FeedbackForm(request.form)
    form.kind.choices = [SelectChoice(kind.value, _(words)) for kind, words in messages.KINDS.items()]
    return form


def _shown(form: forms.FeedbackForm, status: int = 200, **values: Any) -> Response:
    """The form with whatever was typed into it, and the photos we hold already."""
    key = once.read_key(form.once.data)
    form.once.data = str(key)
    held = queries.waiting_photos(key) if request.method == "POST" else []
    return page("feedback/form.html", personal=True, status=status, form=form, held=held, **values)


@pages.get("/phan-anh/")
@public
def form() -> Response:
    """An empty form."""
    return _shown(_form(), follow=forms.FollowForm())


def _stale() -> Response:
    """The token was lost with a cookie: the same form with a new one; nothing typed is gone."""
    typed = _form()
    key = once.read_key(typed.once.data)
    typed.once.data = str(key)
    with suppress(TooMany):
        typed.photos.errors = _keep_photos(key)
    return _shown(typed, 422, is_stale=True)


@pages.post("/phan-anh/")
@guard.takes(LARGEST_REQUEST)
@guard.shows_again(_stale)
@public
def send() -> AnyResponse:
    """Take it in; what is not in order comes back as it was typed, with every complaint at once."""
    typed = _form()
    key = once.read_key(typed.once.data)
    typed.once.data = str(key)
    code = operations.answered(key)
    if code is not None:
        return leave(f"/phan-anh/{code}/da-nhan/")
    try:
        return _taken(typed, key)
    except TooMany as busy:
        answer = _shown(typed, 429, is_busy=True)
        answer.headers["Retry-After"] = str(math.ceil(busy.retry_after or 60))
        return answer


def _taken(typed: forms.FeedbackForm, key: uuid.UUID) -> AnyResponse:
    complaints = _keep_photos(key)
    is_fine = typed.validate() and not complaints
    typed.photos.errors = complaints
    is_urgent = urgency.is_urgent(typed.text.data or "") and typed.calm.data != "1"
    if not is_fine or is_urgent:
        return _shown(typed, 422, is_urgent=is_urgent)
    _count("feedback", 30, 600)
    code = operations.receive(
        operations.Told(
            once_key=key,
            kind=Kind(typed.kind.data),
            text=typed.text.data or "",
            is_suspect=bool(typed.website.data),
            **{name: typed[name].data for name in ("place", "name", "phone", "email", "address")},
        )
    )
    return leave(f"/phan-anh/{code}/da-nhan/")


def _keep_photos(key: uuid.UUID) -> list[str]:
    dropped = request.form.getlist("drop")
    if dropped:
        operations.drop_photos(key, dropped[: messages.MOST_PHOTOS])
    sent = [file for file in request.files.getlist("photos") if file.filename]
    if not sent:
        return []
    _count("feedback-photos", 60, 1200)
    named = [((file.filename or "")[-60:], cast(BinaryIO, file.stream)) for file in sent]
    try:
        return [complaint.told(said) for complaint in operations.keep_photos(key, named)]
    finally:
        for file in sent:
            file.close()  # large ones lie in a temporary file


def _count(what: str, per_browser: int, per_address: int) -> None:
    """Generous: a whole market may stand behind one address, and one phone tells of several things."""
    limits.allow(limits.key(what, browser()), per_browser, HOUR)
    limits.allow(limits.key(what, client_address()), per_address, HOUR)


@pages.post("/phan-anh/theo-doi/")
@public
def follow() -> AnyResponse:
    """Find a feedback by its code; a read, posted so that slips of the finger stay out of addresses."""
    typed = forms.FollowForm(request.form)
    limits.allow(limits.key("feedback-follow", client_address()), 120, 60)
    code = codes.read(typed.code.data or "") if typed.validate() else None
    if code is not None:
        try:
            return leave(f"/phan-anh/{queries.by_code(code).code}/")
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
    return page("feedback/receipt.html", personal=True, **_facts(code))


@pages.get("/phan-anh/<code>/")
@public
def followed(code: str) -> Response:
    """Where it stands; nothing about the person, since a code may be overheard."""
    return page("feedback/show.html", personal=True, **_facts(code))


def _facts(code: str) -> dict[str, Any]:
    limits.allow(limits.key("feedback-follow", client_address()), 120, 60)
    known = codes.read(code)
    if known is None:
        raise Missing("feedback code")
    found = queries.by_code(known)
    return {
        "item": found,
        "shown_code": codes.shown(found.code),
        "kind": messages.SHORT[found.kind],
        "words": messages.STATUS[found.status],
        "steps": [(messages.STATUS[status], at) for status, at in found.steps],
    }
