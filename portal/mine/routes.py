"""The page /toi/: who I am here, what I agreed to, what is followed for me, and how to leave."""

import functools
import uuid
from collections.abc import Callable
from typing import Any

from flask import request
from pydantic import SecretStr
from werkzeug.wrappers import Response as AnyResponse

from portal.citizens import access, self_view
from portal.citizens import operations as citizens
from portal.citizens.models import Purpose, Surface
from portal.citizens.operations.joining import MINUTES, WAITING
from portal.citizens.operations.sessions import Session
from portal.core import db, limits
from portal.core.access import public
from portal.core.errors import Missing, Refused, Unsigned
from portal.core.guard import csrf, shows_again
from portal.core.web import Pages, browser, changed, is_fragment, is_mini, leave, page
from portal.dossiers import messages as dossier_words
from portal.dossiers.queries import Viewer, view_by_id
from portal.dossiers.queries.following import followed
from portal.mine import forms, operations
from portal.notifications import told
from portal.zalo import social
from portal.zalo.social import SocialError

pages = Pages("mine", __name__)
MINE = "/toi/"
CODES_AN_HOUR, PHONES_AN_HOUR, LONGEST_TOKEN = 20, 10, 4096


@pages.get("/toi/")
@public
def show() -> AnyResponse:
    """Everything we know of whoever signed in; for others what the page is, and that nothing needs it."""
    return show_mine()


def show_mine(status: int = 200, **values: Any) -> AnyResponse:
    """The page of whoever asks, signed in or not."""
    session = access.who()
    if session is None or session.citizen_id is None:
        return page("mine/stranger.html", personal=True, status=status, session=session, **values)
    return page(
        "mine/page.html", personal=True, status=status, **_known(session, session.citizen_id, **values)
    )


def _known(session: Session, citizen_id: uuid.UUID, **values: Any) -> dict[str, Any]:
    usual = {
        "session": session,
        "me": self_view.of(citizen_id),
        "dossiers": followed(citizen_id),
        "told": told.to(citizen_id),
        "told_in_all": told.count(citizen_id),
        "words": dossier_words,
        "erase_form": forms.EraseForm(),
    }
    return {**usual, **values}


def of_person(view: Callable[..., AnyResponse]) -> Callable[..., AnyResponse]:
    """Call the view with the session and its person; others start at /toi/, the Mini App signs in (401)."""

    @functools.wraps(view)
    def asked(**values: Any) -> AnyResponse:
        session = access.who()
        if session is None or session.citizen_id is None:
            if is_mini():
                raise Unsigned("nobody signed in")
            return leave(MINE)
        return view(session, session.citizen_id, **values)

    return asked


def _again(**_: Any) -> Any:
    return show_mine(422)


@pages.post("/toi/dong-y")
@public
@shows_again(_again)
@of_person
def agree(session: Session, citizen_id: uuid.UUID) -> AnyResponse:
    """One switch of a consent."""
    form = forms.ConsentForm(request.form)
    if not form.validate():
        raise Refused("no such purpose")
    operations.switch(session, citizen_id, Purpose(form.purpose.data or ""), on=form.on.data == "1")
    return _consents(citizen_id)


@pages.post("/toi/rut-het")
@public
@shows_again(_again)
@of_person
def withdraw(session: Session, citizen_id: uuid.UUID) -> AnyResponse:
    """Take back everything at once."""
    operations.withdraw_all(session, citizen_id)
    return leave(MINE) if not is_mini() else show_mine()


def _consents(citizen_id: uuid.UUID) -> AnyResponse:
    if is_mini() and not is_fragment():
        return show_mine()
    return changed("mine/_consents.html", back="mine.show", me=self_view.of(citizen_id))


@pages.post("/toi/ho-so/<uuid:dossier_id>/tin")
@public
@shows_again(_again)
@of_person
def tell(session: Session, citizen_id: uuid.UUID, dossier_id: uuid.UUID) -> AnyResponse:
    """Hear of one dossier, or no more; only of what this person may see anyway."""
    _own(dossier_id, citizen_id)
    if request.form.get("on") == "1":
        operations.start_telling(session, citizen_id, dossier_id)
    else:
        operations.stop_telling(session, citizen_id, dossier_id)
    if is_mini() and not is_fragment():
        return show_mine()
    return changed(
        "mine/_dossiers.html", back="mine.show", dossiers=followed(citizen_id), words=dossier_words
    )


@pages.route("/toi/ho-so/<uuid:dossier_id>/", methods=["GET", "POST"])
@public
@of_person
def dossier(session: Session, citizen_id: uuid.UUID, dossier_id: uuid.UUID) -> AnyResponse:
    """One dossier of the list; one of a sensitive field waits for a tap."""
    view = _own(dossier_id, citizen_id)
    must_confirm = view.is_sensitive and request.method != "POST"
    if must_confirm:
        view = view_by_id(dossier_id, Viewer())
    path = f"/toi/ho-so/{dossier_id}/"
    return page(
        "dossiers/show.html",
        personal=True,
        view=view,
        words=dossier_words,
        path=path,
        must_confirm=must_confirm,
    )


csrf.exempt(dossier)  # a tap that only reads


def _own(dossier_id: uuid.UUID, citizen_id: uuid.UUID) -> Any:
    view = view_by_id(dossier_id, Viewer(citizen_id=citizen_id))
    if view is None or view.level < 1:
        raise Missing("not for this person")
    return view


@pages.post("/toi/ma")
@public
@shows_again(_again)
def code() -> AnyResponse:
    """Eight signs to type in the chat: they sign this browser in, or join it to the chat."""
    limits.allow(limits.key("join-code-made", browser()), CODES_AN_HOUR, 3600)
    session = access.who()
    if session is None:
        if is_mini():
            raise Unsigned("nobody signed in")
        access.start(citizens.begin(None, Surface.WEB, WAITING, access.device()))
        session = access.who()
    if session is None:
        raise Unsigned("nobody signed in")
    return page("mine/code.html", personal=True, code=citizens.issue(session), minutes=MINUTES)


@pages.get("/toi/ma/cho")
@public
def waiting() -> AnyResponse:
    """Asked by the page of a code now and then: on to /toi/ as soon as the chat has agreed."""
    session = access.who()
    is_joined = session is not None and session.citizen_id and self_view.is_in_chat(session.citizen_id)
    if is_joined and not is_mini():
        return leave(MINE)
    return page("mine/_waiting.html", personal=True, is_joined=bool(is_joined), is_over=session is None)


@pages.post("/toi/so-dien-thoai")
@public
@shows_again(_again)
@of_person
def phone(session: Session, citizen_id: uuid.UUID) -> AnyResponse:
    """The Mini App's one-use phone token: the number behind it is verified. 422 says to type it instead."""
    limits.allow(limits.key("phone-token", str(citizen_id)), PHONES_AN_HOUR, 3600)
    told_code, access_token = request.form.get("code", ""), request.form.get("access_token", "")
    if not (0 < len(told_code) <= LONGEST_TOKEN and 0 < len(access_token) <= LONGEST_TOKEN):
        raise Refused("no token")
    db.release()
    try:
        number = social.phone(SecretStr(access_token), SecretStr(told_code))
        operations.prove_phone(citizen_id, number)
    except (SocialError, Refused, UnicodeError):
        return page("mine/_phones.html", personal=True, status=422, me=self_view.of(citizen_id), failed=True)
    return page("mine/_phones.html", personal=True, me=self_view.of(citizen_id))


@pages.post("/toi/dang-xuat")
@public
@shows_again(_again)
def sign_out() -> AnyResponse:
    """This browser forgets who it is; with `moi-noi` every other one does, too."""
    session = access.who()
    if session:
        if request.form.get("o") == "moi-noi" and session.citizen_id:
            citizens.end_all(session.citizen_id)
        citizens.end(session.id)
    access.stop()
    return show_mine(signed_out=True) if is_mini() else leave(MINE)


@pages.post("/toi/xoa")
@public
@shows_again(_again)
@of_person
def erase(session: Session, citizen_id: uuid.UUID) -> AnyResponse:
    """Erase me: only with the box ticked; then nothing of the person is left but that it was done."""
    form = forms.EraseForm(request.form)
    if not form.validate():
        return show_mine(422, erase_form=form)
    operations.erase(session, citizen_id)
    access.stop()
    return page("mine/erased.html", personal=True)
