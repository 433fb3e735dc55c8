"""Ratings: nothing yet, a tap, what follows, results here and there, a counter's screen, pages of no use."""

import uuid

from portal.core import clock
from portal.core.db import transaction
from portal.dossiers import rating_links
from portal.feedback.models import Feedback, Kind, Status, Verdict
from portal.ratings import operations, subjects
from portal.ratings.models import About, Rating, Subject, Via
from portal.ratings.useful import operations as useful
from portal.staff.models import Role
from tests.factories import keep, make_dossier, make_office
from tests.states.stage import ENGLISH, HX, ODD, Answer, Play, Stage

play = Play("ratings")
play.pages({"nothing in public yet": "/danh-gia/ket-qua/"}, english=False)
play.pages({"where to begin": "/danh-gia/"})
play.pages({"how other systems report": "/api/open311/v2/"})
play.pages({"a link that opens nothing": "/danh-gia/h/abc/"}, status=404)
play.desk_pages({"no results yet": "/desk/danh-gia/"}, Role.LEADER)
play.pages({"no story yet": "/phan-anh/da-lam/"}, english=False)
play.desk_pages({"nothing settled yet": "/desk/da-lam/"}, Role.PUBLISHER)
play.desk_pages({"no page judged yet": "/desk/trang-co-ich/"}, Role.EDITOR)


def _ended(stage: Stage) -> uuid.UUID:
    if "ended" not in stage.kept:
        now = f"{clock.local(clock.now()):%Y%m%d%H%M%S}"
        name = ODD["1,094 characters"]
        stage.kept["ended"] = make_dossier(TrangThaiHoSo="10", ThoiDiem=now, TenTTHC=name).id
        stage.kept["path"] = rating_links.path(stage.kept["ended"])
    found: uuid.UUID = stage.kept["ended"]
    return found


@play.state("five steps")
def steps(stage: Stage) -> Answer:
    """Nothing was tapped."""
    _ended(stage)
    return stage.citizen().get(stage.kept["path"])


@play.state("tapped, and said in odd words")
def tapped(stage: Stage) -> Answer:
    """What follows the tap."""
    browser, path = stage.citizen(ENGLISH), stage.kept["path"]
    browser.post(path, data={"score": "1"})
    browser.post(path, data={"comment": ODD["no spaces"][:400], "time": "1", "rules": "5"})
    return browser.get(path + "?xong=1")


@play.state("too much was said", 422)
def long(stage: Stage) -> Answer:
    """It comes back."""
    return stage.citizen().post(stage.kept["path"], data={"comment": "ă" * 501})


@play.state("results, with comments")
def results(stage: Stage) -> Answer:
    """Two offices, one of them thin."""
    office = make_office(name=ODD["right to left"][:90])
    subject = Subject(About.DOSSIER, _ended(stage), office, "1.001193")
    for score in (5, 4, 4, 2, 5, 3):
        operations.rate(Subject(About.DOSSIER, uuid.uuid4(), office, "1.001193"), score, Via.CHAT)
        operations.rate(Subject(About.VISIT, uuid.uuid4(), office), score, Via.COUNTER)
    operations.describe(subject, {"time": 1}, ODD["emoji"])
    stage.kept["office"] = office
    return stage.staff(Role.LEADER).get("/desk/danh-gia/")


@play.state("results by month of one office")
def of_office(stage: Stage) -> Answer:
    """Drilled down."""
    path = f"/desk/danh-gia/?theo=month&co-quan={stage.kept['office']}"
    return stage.staff(Role.LEADER).get(path)


@play.state("days that cannot be", 422)
def wrong_days(stage: Stage) -> Answer:
    """The last before the first."""
    return stage.staff(Role.LEADER).get("/desk/danh-gia/?tu=2026-02-01&den=2026-01-01")


play.pages({"results for everybody": "/danh-gia/ket-qua/"})
play.desk_pages({"counters": "/desk/danh-gia/quay/"}, Role.OFFICER)


@play.state("a counter's screen")
def screen(stage: Stage) -> Answer:
    """Its QR."""
    return stage.staff(Role.OFFICER).get(f"/desk/danh-gia/quay/{stage.kept['office']}/")


@play.state("a counter's screen, fragment")
def screen_again(stage: Stage) -> Answer:
    """The next QR."""
    return stage.staff(Role.OFFICER).get(f"/desk/danh-gia/quay/{stage.kept['office']}/", headers=HX)


@play.state("a visit to a counter")
def visit(stage: Stage) -> Answer:
    """After the scan."""
    token = subjects.visit_token(uuid.uuid4(), stage.kept["office"])
    return stage.citizen().get(f"/danh-gia/luot/{token}/")


@play.state("a low rating on the desk")
def task(stage: Stage) -> Answer:
    """With its case."""
    with transaction() as session:
        row = session.query(Rating).filter_by(subject_id=stage.kept["ended"]).one()
    return stage.staff(Role.OFFICER).get(f"/desk/danh-gia/viec/{row.id}/")


@play.state("a settled feedback to be told")
def to_tell(stage: Stage) -> Answer:
    """Beside its two sentences."""
    now = clock.now()
    row = Feedback(code="STORYSTORY1", kind=Kind.FIELD_REPORT, status=Status.PUBLISHED, text="x")
    row.text_digest, row.consent_version, row.received_at = "x", "1", now
    row.public_question, row.public_answer = ODD["no spaces"], ODD["emoji"]
    row.published_at, row.closed_at, row.verdict = now, now, Verdict.SOLVED
    stage.kept["told"] = keep(row).id
    return stage.staff(Role.PUBLISHER).get(f"/desk/da-lam/{stage.kept['told']}/")


@play.state("the stories of a month")
def told(stage: Stage) -> Answer:
    """One of them, with long words."""
    path = f"/desk/da-lam/{stage.kept['told']}/"
    typed = {"csrf_token": stage.token(path, Role.PUBLISHER), "said": ODD["no spaces"][:200], "did": "Xong."}
    assert stage.staff(Role.PUBLISHER).post(path, data=typed).status_code == 303
    return stage.citizen(ENGLISH).get("/phan-anh/da-lam/")


play.desk_pages({"stories on the desk": "/desk/da-lam/"}, Role.PUBLISHER)


@play.state("a page was of no use")
def useless(stage: Stage) -> Answer:
    """Without scripts: a page of its own."""
    return stage.citizen().post("/huu-ich/", data={"trang": "/ho-tro/", "co": "0"})


@play.state("a page was useful, fragment, English")
def of_use(stage: Stage) -> Answer:
    """Thanks."""
    return stage.citizen(ENGLISH).post("/huu-ich/", data={"trang": "/", "co": "1"}, headers=HX)


@play.state("pages of no use on the desk")
def judged(stage: Stage) -> Answer:
    """One is a task, with words."""
    for n in range(3):
        vote = useful.tap("/thong-tin/", f"{n}", is_useful=False)
        useful.explain(vote, "wrong", ODD["no spaces"][:300])
    return stage.staff(Role.EDITOR).get("/desk/trang-co-ich/?trang=/thong-tin/")
