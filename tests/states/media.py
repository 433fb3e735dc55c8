"""The library of pictures: empty, full, a picture of one's own and of another office, the editor's picker."""

import datetime as dt
import io
import uuid

from portal.media import operations, papers, queries
from portal.media.papers import Facts
from portal.staff.models import Role
from tests.desk import Browser, sign_in
from tests.factories import make_office, make_staff
from tests.media import docx, make_picture, pdf, photo, user_id
from tests.states.stage import HX, ODD, Answer, Play, Stage, unknown_id

play = Play("media")
ROLE = Role.EDITOR
DESK = "/desk/anh/"
NEW, PICK = f"{DESK}moi/", f"{DESK}chon/"

PAPERS = "/desk/van-ban/"
NEW_PAPER = f"{PAPERS}moi/"

play.desk_pages({"none yet": DESK, "picker, none yet": PICK, "new": NEW}, ROLE)
play.desk_pages({"papers, none yet": PAPERS, "papers, new": NEW_PAPER}, ROLE)


@play.state("all")
def every(stage: Stage) -> Answer:
    """More than a page, one of them used, one with every odd word."""
    stage.kept["plain"] = make_picture(photo(900, 700, seed=1), credit="Báo Tây Ninh").id
    used = make_picture(photo(seed=2), alt=ODD["1,094 characters"][:250], title=ODD["no spaces"][:120])
    text = f'<p><img src="{queries.shown(used).src}" alt="x"></p>'
    operations.note_use("item:1", text, title=ODD["markup"], href="/desk/", is_public=True)
    operations.note_use("item:2", text, title="Bản nháp", href="/desk/", is_public=False)
    stage.kept["used"] = used.id
    make_picture(photo(seed=3), alt="", is_decorative=True)
    return stage.staff(ROLE).get(DESK)


play.desk_pages(
    {
        "found": f"{DESK}?q=nguoi+dan",
        "nothing found": f"{DESK}?q=khong-co-gi",
        "far behind the last page": f"{DESK}?trang=999999999999",
        "picker": PICK,
        "picker, nothing found": f"{PICK}?q=khong-co-gi",
    },
    ROLE,
)
play.state("found, fragment")(lambda stage: stage.staff(ROLE).get(f"{DESK}?q=anh", headers=HX))
play.state("picker, fragment")(lambda stage: stage.staff(ROLE).get(PICK, headers=HX))
play.state("one")(lambda stage: stage.staff(ROLE).get(f"{DESK}{stage.kept['plain']}/"))
play.state("one that is used")(lambda stage: stage.staff(ROLE).get(f"{DESK}{stage.kept['used']}/"))
play.state("no such picture", 404)(lambda stage: stage.staff(ROLE).get(f"{DESK}{unknown_id()}/"))
play.state("a file that is not there", 404)(lambda stage: stage.citizen().get("/media/x/1600-720.jpg"))


def _posted(stage: Stage, path: str, **fields: object) -> Answer:
    form = {"csrf_token": stage.token(NEW, ROLE), **fields}
    return stage.staff(ROLE).post(path, data=form)


@play.state("new, everything wrong", 422)
def wrong(stage: Stage) -> Answer:
    """No file, a file's name for a description."""
    return _posted(stage, NEW, alt="IMG_1.jpg", office="x")


@play.state("picker, no picture", 422)
def no_picture(stage: Stage) -> Answer:
    """Beside a text, with what was written."""
    return _posted(stage, PICK, alt="Quầy số 3", office="", file=(io.BytesIO(b"<svg/>"), "a.jpg"))


@play.state("picker, a new picture first")
def new_first(stage: Stage) -> Answer:
    """Taken in without leaving the text."""
    fields = {"alt": "Đường ĐT 825", "office": "", "file": (io.BytesIO(photo(seed=4)), "a.jpg")}
    return _posted(stage, PICK, **fields)


@play.state("one, words wrong", 422)
def words_wrong(stage: Stage) -> Answer:
    """Neither described nor said to decorate."""
    return _posted(stage, f"{DESK}{stage.kept['plain']}/loi", alt=" ")


@play.state("one, no such point", 422)
def no_such_point(stage: Stage) -> Answer:
    """Outside the picture."""
    return _posted(stage, f"{DESK}{stage.kept['plain']}/tam-diem", x="101", y="")


@play.state("one that is used cannot go", 409)
def cannot_go(stage: Stage) -> Answer:
    """Said on its page."""
    return _posted(stage, f"{DESK}{stage.kept['used']}/bo")


@play.state("another office's")
def another_offices(stage: Stage) -> Answer:
    """To be used, not to be changed; no office is asked of whoever has one."""
    shared = make_picture(photo(seed=5), alt="Của cơ quan khác", credit="Sở", is_shared=True)
    browser = Browser(stage.app, use_cookies=True)
    assert sign_in(browser, make_staff(ROLE, office_id=make_office())) == 303
    return browser.get(f"{DESK}{shared.id}/")


@play.state("papers, all")
def every_paper(stage: Stage) -> Answer:
    """A report with its text, a scan without, odd words; the first is used."""
    who = user_id(make_staff(ROLE))

    def keep(raw: bytes, facts: Facts) -> uuid.UUID:
        return papers.take_in(io.BytesIO(raw), facts, who, office_id=None, offices=None).id

    told = Facts(ODD["1,094 characters"][:250], number="1149/BC-STTTT", signer=ODD["markup"])
    report = keep(docx("Căn cứ Luật Tổ chức chính quyền địa phương", ODD["no spaces"]), told)
    stage.kept["scan"] = keep(pdf(), Facts("Bản quét", signed_on=dt.date(2026, 11, 20)))
    text = f'<a href="{papers.address(papers.paper(report, None))}">x</a>'
    operations.note_use("item:3", text, title="Chính sách mới", href="/desk/", is_public=True)
    stage.kept["report"] = report
    return stage.staff(ROLE).get(PAPERS)


play.desk_pages(
    {"papers, found": f"{PAPERS}?q=1149", "papers, nothing found": f"{PAPERS}?q=khong-co-gi"}, ROLE
)
play.state("papers, fragment")(lambda stage: stage.staff(ROLE).get(f"{PAPERS}?q=ban", headers=HX))
play.state("a paper that is used")(lambda stage: stage.staff(ROLE).get(f"{PAPERS}{stage.kept['report']}/"))
play.state("a scan")(lambda stage: stage.staff(ROLE).get(f"{PAPERS}{stage.kept['scan']}/"))


@play.state("papers, everything wrong", 422)
def wrong_paper(stage: Stage) -> Answer:
    """No file, no title, no day."""
    return _posted(stage, NEW_PAPER, title=" ", signed_on="x", office="x")


@play.state("a paper, words wrong", 422)
def wrong_words(stage: Stage) -> Answer:
    """On its page."""
    return _posted(stage, f"{PAPERS}{stage.kept['scan']}/loi", title="")


@play.state("a paper that is used cannot go", 409)
def paper_cannot_go(stage: Stage) -> Answer:
    """Said on its page."""
    return _posted(stage, f"{PAPERS}{stage.kept['report']}/bo")
