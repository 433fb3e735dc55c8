"""The operations desk: all quiet, everything wrong at once, the runbook, requests about people's data."""

import datetime as dt

from sqlalchemy import update

from portal.core import clock, queue
from portal.core.db import db, transaction
from portal.notifications.models import Periodic
from portal.operating import runbook
from portal.operating.backup import holding
from portal.operating.models import CameBy, DataRequest, Wish
from portal.operating.people import register
from tests.factories import keep, make_person
from tests.states.stage import HX, ODD, Answer, Play, Stage

play = Play("operating")
DESK, REQUESTS = "/desk/van-hanh/", "/desk/yeu-cau-du-lieu/"
HERS, HIS = "0912345111", "0912345222"
play.desk_pages({"nothing stopped and nothing failed": DESK, "no requests yet": REQUESTS})


@play.state("the runbook")
def handbook(stage: Stage) -> Answer:
    """Every page of it."""
    return stage.staff().get(f"{DESK}so-tay/")


@play.state("the longest page of the runbook")
def longest(stage: Stage) -> Answer:
    """With what must never be done."""
    key = max(runbook.PAGES, key=lambda one: sum(len(str(step)) for step in runbook.PAGES[one].steps))
    return stage.staff().get(f"{DESK}so-tay/{key}/")


@play.state("a kind is stopped without a reason", 422)
def no_reason(stage: Stage) -> Answer:
    """The form comes back."""
    form = {"csrf_token": stage.token(DESK), "kind": "dossier_neutral", "why": " "}
    return stage.staff().post(f"{DESK}tam-dung", data=form)


@play.state("everything is wrong at once")
def troubled(stage: Stage) -> Answer:
    """Just restored, a kind held back with many words, a duty and a job that fail, an odd process."""
    form = {"csrf_token": stage.token(DESK), "kind": "dossier_neutral", "why": ODD["1,094 characters"][:290]}
    assert stage.staff().post(f"{DESK}tam-dung", data=form).status_code == 303
    now = clock.now()
    keep(Periodic(name="leases", due_at=now, last_ran_at=now, last_error="OperationalError"))
    job = queue.queue().enqueue_call("portal.notifications.jobs.deliver", args=(["x"],), failure_ttl=600)
    queue.queue().remove(job.id)
    queue.queue().failed_job_registry.add(job, ttl=600)
    queue.beat("relay:mot-may-chu-co-ten-rat-dai-cua-tinh-10", "0054-aa")
    holding.shut()
    db.session.commit()
    answer = stage.staff().get(DESK)
    stage.staff().post(f"{DESK}mo-lai", data={"csrf_token": form["csrf_token"], "kind": "dossier_neutral"})
    holding.confirm(None)
    db.session.commit()
    queue.connection().delete("portal:beat:relay:mot-may-chu-co-ten-rat-dai-cua-tinh-10")
    queue.queue().delete()
    return answer


@play.state("the lines alone")
def lines(stage: Stage) -> Answer:
    """What the page asks for every half minute."""
    return stage.staff().get(DESK, headers=HX)


@play.state("a request with a number that is none", 422)
def wrong_number(stage: Stage) -> Answer:
    """The form comes back with it."""
    form = {"csrf_token": stage.token(REQUESTS), "wish": "erase", "phone": ODD["emoji"], "came_by": "counter"}
    return stage.staff().post(REQUESTS, data=form)


@play.state("requests: open, late, refused")
def requests(stage: Stage) -> Answer:
    """One of each."""
    make_person(phone=HERS)
    stage.kept["export"] = register.take(Wish.EXPORT, HERS, CameBy.COUNTER, None)
    stage.kept["erase"] = register.take(Wish.ERASE, HERS, CameBy.COUNTER, None)
    stage.kept["refused"] = register.take(Wish.ERASE, HIS, CameBy.COUNTER, None)
    register.refuse(stage.kept["refused"], ODD["1,094 characters"][:290], None)
    with transaction() as session:
        late = {"due_on": clock.today() - dt.timedelta(days=9)}
        session.execute(update(DataRequest).where(DataRequest.id == stage.kept["erase"]).values(**late))
    return stage.staff().get(REQUESTS)


@play.state("a copy to hand out")
def copy(stage: Stage) -> Answer:
    """What is known of the number, counted."""
    return stage.staff().get(f"{REQUESTS}{stage.kept['export']}/")


@play.state("somebody to forget, too late")
def late(stage: Stage) -> Answer:
    """With the two ticks."""
    return stage.staff().get(f"{REQUESTS}{stage.kept['erase']}/")


@play.state("to forget somebody without being sure", 422)
def unsure(stage: Stage) -> Answer:
    """The form comes back."""
    at = f"{REQUESTS}{stage.kept['erase']}/"
    return stage.staff().post(f"{at}xoa", data={"csrf_token": stage.token(at)})


@play.state("a refused request")
def refused(stage: Stage) -> Answer:
    """Nothing to do any more."""
    return stage.staff().get(f"{REQUESTS}{stage.kept['refused']}/")
