"""A person's own page: a stranger's, an empty one, a full one, what each switch answers; signing in."""

import uuid

from flask.testing import FlaskClient

from portal.broadcast.choosing import operations as choosing
from portal.broadcast.officials import operations as officials
from portal.citizens import operations
from portal.citizens.models import Proof, Surface
from portal.core import clock
from portal.core.web import page
from portal.dossiers import operations as dossiers
from portal.dossiers.sharing import operations as sharing
from portal.notifications import operations as notifications
from portal.notifications.models import Lane
from portal.notifications.operations import Owed
from portal.staff.models import Role
from portal.staff.queries import by_username
from tests.desk import form_token
from tests.factories import make_dossier, make_staff
from tests.states.stage import ENGLISH, HX, ODD, Answer, Ask, Play, Stage

play = Play("mine")
OA, USER = "2958416037745520183", "6713920485510237746"
play.pages({"a stranger": "/toi/", "out to Zalo": "/dang-nhap/zalo"})
play.pages({"back from Zalo with nothing": "/dang-nhap/zalo/ve"}, status=422, english=False)


def _person(stage: Stage, language: str = "") -> FlaskClient:
    """Somebody of the chat, signed in by this browser."""
    if "person" not in stage.kept:
        stage.kept["person"] = operations.follow(OA, USER, clock.now())
    browser = stage.citizen(language)
    browser.set_cookie("toi", operations.begin(stage.kept["person"], Surface.WEB, "zalo", "Zalo, Android"))
    return browser


@play.state("an empty page")
def empty(stage: Stage) -> Answer:
    """Nothing known, nothing agreed."""
    return _person(stage).get("/toi/")


@play.state("a full page")
def full(stage: Stage) -> Answer:
    """Phones, dossiers with the longest name there is, consents."""
    browser = _person(stage)
    person = stage.kept["person"]
    operations.learn_phone(person, "+84912345678", Proof.VERIFIED, "counter")
    operations.learn_phone(person, "+84923456789", Proof.CLAIMED, "zalo_submit_info")
    for name in ODD.values():
        dossiers.follow(make_dossier(TenTTHC=name).id, person, "chat", "state")
    return browser.get("/toi/")


def _posted(path: str, *, language: str = "", is_piece: bool = False, **form: str) -> Ask:
    def ask(stage: Stage) -> Answer:
        browser = _person(stage, language)
        data = {"csrf_token": form_token(browser, "/toi/"), **form}
        return browser.post(path, data=data, headers=HX if is_piece else {})

    return ask


@play.state("news, with a place missing")
def news(stage: Stage) -> Answer:
    """A local topic without a commune, and a group with the longest name."""
    browser = _person(stage)
    person = stage.kept["person"]
    choosing.choose(person, "cup-dien", "state", "web")
    editor = make_staff(Role.PUBLISHER)
    group = officials.make(ODD["no spaces"][:80], None, by_username(editor).id)  # type: ignore[union-attr]
    officials.join(person, officials.invite(group, by_username(editor).id, 5), "state")  # type: ignore[union-attr]
    return browser.get("/toi/chu-de/")


play.state("news, a wrong code", 422)(_posted("/toi/chu-de/can-bo", code="K7QM-4TXW"))
play.state("news, English, a piece")(
    _posted("/toi/chu-de/", language=ENGLISH, is_piece=True, topic="su-kien", on="1")
)


@play.state("the log, empty")
def empty_log(stage: Stage) -> Answer:
    """Somebody else, to whom nothing was sent."""
    other = operations.follow(OA, f"{USER[:-1]}9", clock.now())
    browser = stage.citizen()
    browser.set_cookie("toi", operations.begin(other, Surface.WEB, "zalo", "Zalo, Android"))
    return browser.get("/toi/tin-nhan/")


def _logged(language: str) -> Ask:
    def ask(stage: Stage) -> Answer:
        browser = _person(stage, language)
        person = stage.kept["person"]
        for status in ("2", "4", "9"):
            made = make_dossier(SoDienThoai="0912345678", DangKyNhanZalo=True, TrangThaiHoSo=status)
            stage.kept["own"] = made.id
        events = [uuid.uuid4() for _ in range(20)]
        said = {"text": ODD["no spaces"]}
        notifications.notify(
            [
                Owed(person, "chat_reply", "inbox_event", e, 1, said, lane=Lane.REPLY, consent=None)
                for e in events
            ]
        )
        data = {"csrf_token": form_token(browser, "/toi/"), "topic": "progress", "on": "0"}
        browser.post("/toi/loai-tin", data=data)
        return browser.get("/toi/tin-nhan/?trang=2")

    return ask


play.state("the log, full")(_logged(""))
play.state("the log, full, English")(_logged(ENGLISH))


def _relatives(name: str, **form: str) -> None:
    for language, more in (("", ""), (ENGLISH, ", English")):

        def ask(stage: Stage, language: str = language) -> Answer:
            browser = _person(stage, language)
            at = f"/toi/ho-so/{stage.kept['own']}/nguoi-than/"
            if not form:
                return browser.get(at)
            return browser.post(at, data={"csrf_token": form_token(browser, at), **form})

        play.state(f"{name}{more}", 422 if form.get("label") == "" else 200)(ask)


_relatives("nobody was shown a dossier")
_relatives("a link for a relative", label="con gái Lan")
_relatives("a link for nobody", label="")
_relatives("links for relatives")


@play.state("a relative's link")
def relative_link(stage: Stage) -> Answer:
    """Opened by somebody who has signed in."""
    token = sharing.share(stage.kept["own"], stage.kept["person"], ODD["right to left"][:60])
    other = operations.follow(OA, f"{USER[:-1]}8", clock.now())
    browser = stage.citizen()
    browser.set_cookie("toi", operations.begin(other, Surface.WEB, "zalo", "Zalo, Android"))
    return browser.get(f"/h/{token}", follow_redirects=True)


@play.state("a relative's link, a stranger")
def stranger_link(stage: Stage) -> Answer:
    """Opened by somebody who has not."""
    token = sharing.share(stage.kept["own"], stage.kept["person"], "cháu")
    return stage.citizen().get(f"/h/{token}", follow_redirects=True)


@play.state("a full page, English")
def full_in_english(stage: Stage) -> Answer:
    """The same in the second language."""
    return _person(stage, ENGLISH).get("/toi/")


play.state("a switch, fragment")(_posted("/toi/dong-y", purpose="news", on="1", is_piece=True))
play.state("a stopped sort, fragment")(_posted("/toi/loai-tin", topic="late", on="0", is_piece=True))
play.state("a code to type in the chat")(_posted("/toi/ma"))
play.state("erasing without the tick", 422)(_posted("/toi/xoa"))
play.state("erased")(_posted("/toi/xoa", sure="y"))


@play.state("back from Zalo in another browser")
def go_on(stage: Stage) -> Answer:
    """Who was it? A tap says so."""
    with stage.app.test_request_context("/dang-nhap/zalo/ve"):
        return page("citizens/go_on.html", personal=True, ticket="ve", name=ODD["right to left"])
