"""Moving in: nothing chosen, a file that waits, its dry run with every trouble; what is said of sessions."""

import io
import uuid

from sqlalchemy import update

from portal.core import clock
from portal.core.db import transaction
from portal.newsroom.arriving import jobs
from portal.newsroom.arriving.models import Reference
from portal.staff import queries
from portal.staff.models import Alarm, Role, StaffSession
from tests import moving
from tests.desk import form_token, sign_in
from tests.factories import keep, make_staff
from tests.states.stage import HX, ODD, Answer, Play, Stage

play = Play("arriving")
AT = "/desk/tin-bai/nhap/"
SITE = "https://127.0.0.1:9"  # nobody listens there


def _given(stage: Stage, raw: bytes) -> str:
    file = (io.BytesIO(raw), ODD["no spaces"][:90])
    form = {"csrf_token": stage.token(AT, Role.EDITOR), "office": "", "address": "", "file": file}
    answer = stage.staff(Role.EDITOR).post(AT, data=form)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


@play.state("nothing was chosen", 422)
def forgotten(stage: Stage) -> Answer:
    """The form comes back; no import yet."""
    return stage.staff(Role.EDITOR).post(AT, data={"csrf_token": stage.token(AT, Role.EDITOR)})


@play.state("a file that waits, fragment")
def waiting(stage: Stage) -> Answer:
    """Asks again by itself."""
    more = [moving.item(SITE, 40, "Tiêu đề rất dài " * 30), moving.item(SITE, 41, ODD["no spaces"][:150])]
    stage.kept["moving"] = _given(stage, moving.export(SITE, *more))
    return stage.staff(Role.EDITOR).get(stage.kept["moving"], headers=HX)


@play.state("a dry run with every trouble")
def looked(stage: Stage) -> Answer:
    """What would come, what is skipped, what is broken."""
    jobs.work()
    with transaction() as session:
        session.execute(update(Reference).where(Reference.address.contains("cong-van")).values(why="404"))
    return stage.staff(Role.EDITOR).get(stage.kept["moving"])


@play.state("a file that cannot be read, English")
def refused(stage: Stage) -> Answer:
    """One sentence says why."""
    at = _given(stage, b"<html><p>x</html>")
    jobs.work()
    return stage.staff(Role.EDITOR).get(at, headers={"Cookie": "ngon-ngu=en"})


@play.state("alarms about guessed passwords")
def guesses(stage: Stage) -> Answer:
    """Of each kind."""
    user = queries.by_username(make_staff(Role.OFFICER, username="bi.do"))
    assert user
    now = clock.now()
    told = (("account", str(user.id)), ("account", "-"), ("network", "203.0.113.0/24"), ("everywhere", ""))
    for kind, subject in told:
        keep(Alarm(id=uuid.uuid4(), kind=kind, subject=subject, tries=40, first_at=now, last_at=now))
    return stage.staff().get("/desk/do-mat-khau/")


@play.state("what was written when the session was over", 401)
def ended(stage: Stage) -> Answer:
    """To be copied."""
    make_staff(Role.EDITOR, username="het.phien")
    browser = stage.citizen()
    sign_in(browser, "het.phien")
    token = form_token(browser, "/desk/tin-bai/moi/")
    user = queries.by_username("het.phien")
    assert user
    with transaction() as session:
        mine = update(StaffSession).where(StaffSession.user_id == user.id)
        session.execute(mine.values(ended_at=clock.now(), ended_why="ended"))
    return browser.post("/desk/tin-bai/moi/", data={"csrf_token": token, "title": ODD["1,094 characters"]})
