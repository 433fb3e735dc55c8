"""The feedback form, its receipt, and the page that follows it."""

import math
import uuid
from contextlib import suppress
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.citizens import access as citizen
from portal.core import guard, limits, once
from portal.core.access import public
from portal.core.errors import TooMany
from portal.core.language import said
from portal.core.web import Pages, browser, client_address, leave, page
from portal.feedback import alike, forms, handing, messages, operations, photos, queries, spam, weighing
from portal.feedback.models import Kind

pages = Pages("feedback", __name__)
LARGEST_REQUEST = 30 * 1024 * 1024
HOUR = 3600


def _form() -> forms.FeedbackForm:
    form = forms.FeedbackForm(request.form)
    form.kind.choices = [SelectChoice(kind.value, _(words)) for kind, words in messages.KINDS.items()]
    nothing = SelectChoice("", _("Chọn, nếu biết"))
    form.unit.choices = [nothing, *(SelectChoice(str(unit), name) for unit, name in queries.communes())]
    form.blamed.choices = [nothing, *(SelectChoice(str(at), name) for at, name in queries.offices())]
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
    if request.form.get("same") == "1" and (found := weighing.near(typed)):
        return _followed(found, key)
    complaints = _keep_photos(key)
    is_fine = typed.validate() and not complaints
    typed.photos.errors = complaints
    before = weighing.first(typed)
    if not is_fine or before:
        return _shown(typed, 422, **before)
    if toll := weighing.toll(typed, key):
        code = operations.answered(key)  # a second tap may have come in meanwhile
        return leave(f"/phan-anh/{code}/da-nhan/") if code else _shown(typed, 422, **toll)
    _count("feedback", 30, 600)
    told = _told(typed, key)
    code = operations.receive(told)
    spam.count(key, told.text, browser(), _contact(typed))
    return leave(f"/phan-anh/{code}/da-nhan/")


def _followed(found: queries.Near, key: uuid.UUID) -> AnyResponse:
    """Somebody meets the same: they hear how it goes, and nothing is sent a second time."""
    _count("feedback", 30, 600)
    known = citizen.who()
    code = alike.follow(key, found.id, known.citizen_id if known else None)
    return leave(f"/phan-anh/{code}/da-nhan/")


def _told(typed: forms.FeedbackForm, key: uuid.UUID) -> operations.Told:
    known = citizen.who()
    text = typed.text.data or ""
    return operations.Told(
        once_key=key,
        kind=Kind(typed.kind.data),
        text=text,
        is_suspect=bool(typed.website.data) or spam.looks_made(text, browser(), _contact(typed)),
        unit_id=weighing.number(typed.unit.data),
        at=typed.position(),
        dossier_code=typed.dossier_code.data,
        blamed_office_id=uuid.UUID(typed.blamed.data) if typed.blamed.data else None,
        citizen_id=known.citizen_id if known else None,
        sender=browser(),
        **{name: typed[name].data for name in ("place", "name", "phone", "email", "address")},
    )


def _contact(typed: forms.FeedbackForm) -> str:
    """Where an answer goes, as it is counted: by digest alone."""
    return (typed.phone.data or typed.email.data or "").strip().lower()


def _keep_photos(key: uuid.UUID) -> list[str]:
    dropped = request.form.getlist("drop")
    if dropped:
        photos.drop(key, dropped[: messages.MOST_PHOTOS])
    named = handing.sent("photos")
    if not named:
        return []
    _count("feedback-photos", 60, 1200)
    try:
        return [complaint.told(said) for complaint in photos.keep(key, named)]
    finally:
        handing.close(named)


def _count(what: str, per_browser: int, per_address: int) -> None:
    """Generous: a whole market may stand behind one address, and one phone tells of several things."""
    limits.allow(limits.key(what, browser()), per_browser, HOUR)
    limits.allow(limits.key(what, client_address()), per_address, HOUR)
