"""Dossiers: every status, every proof, every way a code can be mistyped, waiting rooms and dead links."""

import time
from urllib.parse import urlsplit

from portal.core import limits
from portal.core.db import transaction
from portal.dossiers import operations, queries
from portal.dossiers.operations import digits, tolls
from tests.factories import make_dossier
from tests.states.stage import ENGLISH, HX, ODD, Answer, Ask, Play, Stage, unknown_id

play = Play("dossiers")
DIGITS = "5678"
MISSING = {
    "TrangThaiHoSo": "5",
    "GhiChu": ODD["no spaces"],
    "HanBoSung": "20991215000000",
    "DanhSachHoSoBoSung": [
        {
            "NoiDungBoSung": ODD["1,094 characters"],
            "NgayBoSung": "20260703080000",
            "DanhSachGiayToBoSung": ["Sổ đỏ", ODD["emoji"], ODD["right to left"]],
        }
    ],
}

play.pages({"look-up": "/ho-so/"})
play.pages({"dead link": "/h/khong-con-mo-duoc"}, status=404)


def posted(code: str, *, language: str = "", **more: str) -> Ask:
    """A look-up by POST; a member `fragment` asks as htmx does."""
    head = HX if more.pop("fragment", "") else {}
    return lambda stage: stage.citizen(language).post("/ho-so/", data={"code": code, **more}, headers=head)


for _name, _code in {
    "a code we do not have": "H44.12-260702-0001",
    "several codes": "H44.12-260702-0001 và H44.12-260702-0002",
    "a near miss": "H44.12-26O7O2-0001",
    "a procedure's code": "1.001193",
    "a person's number": "0912345678",
    "not a code at all": ODD["emoji"],
}.items():
    play.state(_name)(posted(_code))
    play.state(f"{_name}, fragment")(posted(_code, fragment="1"))
play.state("not a code at all, English")(posted("xin chao", language=ENGLISH))


def scanned(held: str, **head: str) -> Ask:
    """What the camera read."""
    return lambda stage: stage.citizen().post("/ho-so/quet/", data={"held": held}, headers=head)


play.state("scanned, another kind of code", 422)(scanned("https://vi-du.example/?ban=7"))
play.state("scanned, another kind of code, fragment", 422)(scanned("https://vi-du.example/?ban=7", **HX))
play.state("photo that was not chosen", 422)(lambda stage: stage.citizen(ENGLISH).post("/ho-so/anh/"))
play.state("nothing typed", 422)(posted(""))
play.state("nothing typed, fragment", 422)(posted("", fragment="1"))
play.state("500 characters")(posted("H" * 500))
play.state("10,000 characters", 422)(posted("H44 " * 2500))


def _of_status(status: int, language: str, *, is_fragment: bool = False) -> Ask:
    def ask(stage: Stage) -> Answer:
        made = make_dossier(TrangThaiHoSo=str(status), TenTTHC=ODD["1,094 characters"])
        head = HX if is_fragment else {}
        return stage.citizen(language).post("/ho-so/", data={"code": made.code}, headers=head)

    return ask


for _status in (*range(1, 11), 17):
    play.state(f"status {_status}")(_of_status(_status, "" if _status % 2 else ENGLISH))
play.state("status 4, fragment")(_of_status(4, "", is_fragment=True))


@play.state("everything that a proof opens")
def proven(stage: Stage) -> Answer:
    """Right digits."""
    made = make_dossier(**MISSING)
    stage.kept["proven"] = made.code
    return stage.citizen().post("/ho-so/", data={"code": made.code, "digits": DIGITS})


@play.state("wrong digits")
def wrong_digits(stage: Stage) -> Answer:
    """The same answer as for unknown codes."""
    return stage.citizen().post("/ho-so/", data={"code": stage.kept["proven"], "digits": "0000"})


@play.state("digits closed for today")
def digits_off(stage: Stage) -> Answer:
    """Too many wrong ones in the province."""
    _counted(digits._ALL)
    return stage.citizen().post("/ho-so/", data={"code": stage.kept["proven"], "digits": DIGITS})


def _counted(key: str) -> None:
    with transaction() as session:
        session.add(limits.Throttle(key=key, ends_at=int(time.time()) + 3600, count=10**6))


@play.state("waiting form")
def waiting(stage: Stage) -> Answer:
    """Many ask: a sum for the phone, or a wait."""
    _counted(tolls.FREE)
    return stage.citizen().post("/ho-so/", data={"code": stage.kept["proven"]})


@play.state("waiting form with digits, fragment")
def waiting_fragment(stage: Stage) -> Answer:
    """The same, asked by htmx."""
    _counted(tolls.FREE)
    form = {"code": stage.kept["proven"], "digits": DIGITS}
    return stage.citizen(ENGLISH).post("/ho-so/", data=form, headers=HX)


def _linked(field: str, *, is_mini: bool = False) -> Ask:
    def ask(stage: Stage) -> Answer:
        made = make_dossier(**MISSING, TenLinhVuc=field)
        dossier_id = queries.id_of(made.code)
        assert dossier_id
        path = urlsplit(operations.link_address(operations.make_link(dossier_id, "message"))).path
        if is_mini:
            return stage.citizen().get(f"/m{path}")
        return stage.citizen().get(path, follow_redirects=True)

    return ask


play.state("opened by a link")(_linked("Hộ kinh doanh"))
play.state("opened by a link, sensitive field")(_linked("Hộ tịch"))
play.state("opened by a link, Mini App")(_linked("Hộ tịch", is_mini=True))


@play.state("page of a dossier that was not opened here", 404)
def not_opened(stage: Stage) -> Answer:
    """A bookmark, half an hour later."""
    return stage.citizen().get(f"/ho-so/xem/{unknown_id()}/")


@play.state("a printed code in the box")
def printed(stage: Stage) -> Answer:
    """The QR of a receipt, scanned."""
    return stage.citizen().get("/ho-so/?ma=H44.12-260702-0001", follow_redirects=True)


@play.state("too many look-ups", 429)
def too_many(stage: Stage) -> Answer:
    """One browser asks without end."""
    browser = stage.citizen()
    for _turn in range(30):
        answer = browser.post("/ho-so/", data={"code": stage.kept["proven"]})
        if answer.status_code == 429:
            break
    return answer
