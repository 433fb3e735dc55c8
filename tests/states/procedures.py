"""Procedures: the search in every outcome, one procedure in every shape, the desk that approves."""

from urllib.parse import quote

from portal.procedures.asked import operations as asking
from portal.staff.models import Role
from tests.factories import make_procedure
from tests.states.stage import ENGLISH, HX, ODD, Answer, Ask, Play, Stage, plain

play = Play("procedures")
FACTS = "1.001193"

play.pages(
    {
        "search before a question": "/thu-tuc/",
        "search that finds many": "/thu-tuc/?q=khai+sinh",
        "search by filters": "/thu-tuc/?cap=commune&doi-tuong=ca-nhan&q=",
        "search that finds nothing": "/thu-tuc/?q=khong-co-gi-ca-xyz",
        "one procedure": f"/thu-tuc/{FACTS}/",
        "suggestions as a page": "/thu-tuc/goi-y?q=khai",
    }
)
play.pages(
    {
        "search of 10,000 characters": "/thu-tuc/?q=" + "khai+" * 2000,
        "search for hostile text": "/thu-tuc/?q=" + quote("\"><script>alert(1)</script>'"),
        "search, a page far behind the last": "/thu-tuc/?q=khai&trang=400",
    },
    english=False,
)
play.desk_pages(
    {
        "desk list": "/desk/procedures/",
        "desk drafts": "/desk/procedures/?loc=chua-duyet",
        "desk list, last of many pages": "/desk/procedures/?trang=4",
        "desk search that finds nothing": "/desk/procedures/?q=khong-co-gi-ca-xyz",
        "desk, one procedure": f"/desk/procedures/{FACTS}/",
    }
)


def _as_fragment(path: str) -> Ask:
    return lambda stage: stage.citizen().get(path, headers=HX)


for _name, _path in {
    "found, fragment": "/thu-tuc/?q=khai",
    "nothing found, fragment": "/thu-tuc/?q=khong-co-gi-ca-xyz",
    "suggestions, fragment": "/thu-tuc/goi-y?q=khai",
    "no suggestions, fragment": "/thu-tuc/goi-y?q=khong-co-gi-ca-xyz",
    "search in the Mini App": "/m/thu-tuc/?q=khai",
    "one procedure in the Mini App": f"/m/thu-tuc/{FACTS}/",
}.items():
    play.state(_name)(_as_fragment(_path) if "fragment" in _name else plain(_path))


@play.state("one procedure of a name of 1,094 characters")
def longest(stage: Stage) -> Answer:
    """The longest official name there is, and a summary nobody approved."""
    code = make_procedure(name=ODD["1,094 characters"], field=ODD["no spaces"][:120], summary="Tóm tắt.")
    stage.kept["longest"] = code
    return stage.citizen().get(f"/thu-tuc/{code}/")


@play.state("search that finds the longest name")
def longest_found(stage: Stage) -> Answer:
    """The same in a list."""
    return stage.citizen().get("/thu-tuc/?q=" + stage.kept["longest"])


@play.state("desk, the longest name")
def longest_at_the_desk(stage: Stage) -> Answer:
    """The same before the officer who approves it."""
    return stage.staff(Role.PUBLISHER).get(f"/desk/procedures/{stage.kept['longest']}/")


@play.state("desk approval, fragment")
def approved(stage: Stage) -> Answer:
    """Approved just now."""
    code = stage.kept["longest"]
    page = f"/desk/procedures/{code}/"
    form = {"csrf_token": stage.token(page, Role.PUBLISHER), "version": _version(stage, page)}
    return stage.staff(Role.PUBLISHER).post(f"{page}approve", data=form, headers=HX)


@play.state("desk, approved")
def approved_page(stage: Stage) -> Answer:
    """The page after it, with the way back to a draft."""
    return stage.staff(Role.PUBLISHER).get(f"/desk/procedures/{stage.kept['longest']}/")


def _version(stage: Stage, page: str) -> str:
    html = stage.staff(Role.PUBLISHER).get(page).get_data(as_text=True)
    return html.partition('name="version" value="')[2].partition('"')[0]


def _odd(name: str) -> Ask:
    def ask(stage: Stage) -> Answer:
        code = make_procedure(name=f"{ODD[name]} ({name})", field="Hộ tịch")
        return stage.citizen().get(f"/thu-tuc/{code}/")

    return ask


for _name in ODD:
    if _name != "1,094 characters":
        play.state(f"one procedure whose name is odd: {_name}")(_odd(_name))


@play.state("the papers of one procedure")
def papers(stage: Stage) -> Answer:
    """A list long enough to be a list, in the words of a draft."""
    listed = [{"name": f"{ODD['no spaces'][:90]} {n}", "copies": n, "when": "khi có"} for n in range(1, 12)]
    stage.kept["papers"] = make_procedure(summary="Tóm tắt.", documents=listed)
    return stage.citizen().get(f"/thu-tuc/{stage.kept['papers']}/giay-to/")


@play.state("a procedure with papers to tick, in English")
def ticked(stage: Stage) -> Answer:
    """The same on its page, with a province's desk."""
    return stage.citizen(ENGLISH).get(f"/thu-tuc/{stage.kept['papers']}/")


@play.state("a procedure as it was once published")
def once(stage: Stage) -> Answer:
    """The oldest version there is, still in force."""
    return stage.citizen().get(f"/thu-tuc/{FACTS}/ngay/2024-01-01/")


@play.state("one procedure of which next to nothing is known")
def bare(stage: Stage) -> Answer:
    """A name, and nowhere to hand it in here; suspended as well."""
    code = make_procedure(field=None, desk="police", levels=[], subjects=[], publish_state="suspended")
    return stage.citizen(ENGLISH).get(f"/thu-tuc/{code}/")


@play.state("no such procedure", 404)
def unknown(stage: Stage) -> Answer:
    """A code of the right shape that nothing has."""
    return stage.citizen().get("/thu-tuc/6.999999/")


@play.state("desk, a word of staff's in the report of searches")
def taught(stage: Stage) -> Answer:
    """What citizens of these states asked in vain, and a word somebody entered."""
    asking.teach("giấy bé", "đăng ký khai sinh", None, FACTS, None)
    return stage.staff(Role.PUBLISHER).get("/desk/tim-kiem/?loc=tat-ca")


play.desk_pages(
    {
        "desk, questions without an answer": "/desk/tim-kiem/",
        "desk, a word of search": "/desk/tim-kiem/tu?said=giay+cho+be",
        "desk, a word tried out": "/desk/tim-kiem/tu?said=giay+cho+be&means=khai+sinh",
        "desk, a word refused": "/desk/tim-kiem/tu?said=0912345678&code=9.9",
    },
    Role.PUBLISHER,
)
