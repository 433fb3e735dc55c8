"""A person's own page: a stranger's, an empty one, a full one, what each switch answers; signing in."""

from flask.testing import FlaskClient

from portal.citizens import operations
from portal.citizens.models import Proof, Surface
from portal.core import clock
from portal.core.web import page
from portal.dossiers import operations as dossiers
from tests.desk import form_token
from tests.factories import make_dossier
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


@play.state("a full page, English")
def full_in_english(stage: Stage) -> Answer:
    """The same in the second language."""
    return _person(stage, ENGLISH).get("/toi/")


play.state("a switch, fragment")(_posted("/toi/dong-y", purpose="news", on="1", is_piece=True))
play.state("a code to type in the chat")(_posted("/toi/ma"))
play.state("erasing without the tick", 422)(_posted("/toi/xoa"))
play.state("erased")(_posted("/toi/xoa", sure="y"))


@play.state("back from Zalo in another browser")
def go_on(stage: Stage) -> Answer:
    """Who was it? A tap says so."""
    with stage.app.test_request_context("/dang-nhap/zalo/ve"):
        return page("citizens/go_on.html", personal=True, ticket="ve", name=ODD["right to left"])
