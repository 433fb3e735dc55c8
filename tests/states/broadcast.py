"""Broadcasts: none yet, the form and what it refuses, one rehearsed, one moving, groups, the archive."""

import uuid

from portal.broadcast import drafting, forecasting, queries
from portal.broadcast.choosing import operations as choosing
from portal.broadcast.feeds import operations as feeds
from portal.broadcast.feeds import queries as rules_of
from portal.broadcast.models import Progress, Recipient, State
from portal.broadcast.officials import operations as officials
from portal.broadcast.segments import operations as segments
from portal.broadcast.shape import Audience
from portal.citizens import operations as citizens
from portal.core import clock
from portal.core.db import db
from portal.staff.models import Role
from tests.factories import keep
from tests.newsroom import person
from tests.states.stage import ENGLISH, HX, ODD, Answer, Play, Stage
from tests.tables import make_live

play = Play("broadcast")
DESK = "/desk/thong-bao/"
OA = "2958416037745520183"
play.desk_pages({"no broadcasts": DESK, "no audiences": f"{DESK}nguoi-nhan/"}, Role.PUBLISHER)
play.pages({"an empty archive": "/thong-bao/"})


@play.state("a form that is refused", 422)
def refused(stage: Stage) -> Answer:
    """Nothing filled in, a way that cannot be narrowed."""
    form = {"csrf_token": stage.token(f"{DESK}moi/", Role.PUBLISHER), "way": "article", "topics": "su-kien"}
    return stage.staff(Role.PUBLISHER).post(f"{DESK}moi/", data={**form, "title": ODD["no spaces"][:150]})


@play.state("a count alone")
def counted(stage: Stage) -> Answer:
    """As the boxes ask for it: one person, and one who never agreed."""
    for user in ("6713920485510237001", "6713920485510237002"):
        stage.kept["reader"] = citizens.follow(OA, user, clock.now())
    choosing.choose(stage.kept["reader"], "su-kien", "e", "oa")
    form = {"csrf_token": stage.token(f"{DESK}moi/", Role.PUBLISHER), "who": "moi-nguoi", "active": "0"}
    return stage.staff(Role.PUBLISHER).post(f"{DESK}nguoi-nhan/dem", data=form, headers=HX)


@play.state("one that was rehearsed")
def rehearsed(stage: Stage) -> Answer:
    """With the longest words there are."""
    draft = drafting.Draft(
        ODD["no spaces"][:100],
        ODD["1,094 characters"],
        Audience(topics=("su-kien",)),
        "message",
        "/thong-tin/",
    )
    stage.kept["broadcast"] = drafting.create(draft, None, person())
    forecasting.run(stage.kept["broadcast"])
    return stage.staff(Role.PUBLISHER).get(f"{DESK}{stage.kept['broadcast']}/")


@play.state("one that moves, English")
def moving(stage: Stage) -> Answer:
    """One sent, one unknown, one refused, one left out."""
    one = queries.one(stage.kept["broadcast"])
    one.state, one.prepared_at, one.started_at = State.PAUSED, clock.now(), clock.now()
    one.reason = ODD["right to left"][:80]
    one.people, one.sent, one.unknown, one.refused, one.excluded = 4, 1, 1, 1, 1
    db.session.commit()
    fates = ((Progress.SENT, None), (Progress.UNKNOWN, None), (Progress.REFUSED, "-213"))
    for number, (state, why) in enumerate((*fates, (Progress.EXCLUDED, "window"))):
        who = citizens.follow(OA, f"671392048551023710{number}", clock.now())
        row = Recipient(broadcast_id=one.id, citizen_id=who, user_id="1", state=state, reason=why, tries=1)
        keep(row)
    browser = stage.staff(Role.PUBLISHER)
    browser.set_cookie("ngon-ngu", "en")
    return browser.get(f"{DESK}{one.id}/")


@play.state("how far it is, a piece")
def piece(stage: Stage) -> Answer:
    """As the open page asks for it."""
    return stage.staff(Role.PUBLISHER).get(f"{DESK}{stage.kept['broadcast']}/tien-do", headers=HX)


@play.state("the list as a piece")
def listed(stage: Stage) -> Answer:
    """Found by words."""
    return stage.staff(Role.PUBLISHER).get(f"{DESK}?q=a", headers=HX)


@play.state("an archived one")
def archived(stage: Stage) -> Answer:
    """With a correction that is being written."""
    draft = drafting.Draft("Đúng ra", "Đúng ra là chiều.", Audience(), "message")
    drafting.create(draft, None, person(), corrects_id=stage.kept["broadcast"])
    return stage.citizen().get(f"/thong-bao/{stage.kept['broadcast']}/")


@play.state("the archive, English")
def archive(stage: Stage) -> Answer:
    """One entry with the longest title."""
    return stage.citizen(ENGLISH).get("/thong-bao/")


@play.state("audiences and groups")
def audiences(stage: Stage) -> Answer:
    """One kept, everything in it."""
    by = person(Role.PUBLISHER)
    segments.keep(ODD["no spaces"][:80], Audience(topics=("su-kien",), active_days=7), None, by)
    stage.kept["group"] = officials.make(ODD["no spaces"][:80], None, by)
    return stage.staff(Role.PUBLISHER).get(f"{DESK}nguoi-nhan/")


@play.state("a list with a line that is no number")
def numbers(stage: Stage) -> Answer:
    """Told by its line."""
    at = f"{DESK}can-bo/"
    form = {"csrf_token": stage.token(at, Role.PUBLISHER), "numbers": "0912345678\nkhông"}
    return stage.staff(Role.PUBLISHER).post(f"{at}{stage.kept['group']}/so", data=form)


@play.state("rules of tables")
def rules(stage: Stage) -> Answer:
    """One that waits for somebody to agree."""
    known = rules_of.lines()  # other states made one, perhaps
    table = known[0].shown.table.id if known else make_live("power_cut").table.id
    feeds.make(table, "cup-dien", 7, person(Role.PUBLISHER))
    return stage.staff(Role.PUBLISHER).get(f"{DESK}bang/")


@play.state("an unknown one", 404)
def unknown(stage: Stage) -> Answer:
    """Nobody's."""
    return stage.citizen().get(f"/thong-bao/{uuid.uuid4()}/")
