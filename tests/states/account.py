"""The account's page: before anything is known, as Zalo tells it, without a way to write to people."""

import uuid

from portal.account.models import FollowerRun, FollowerSlice, RunState, Template
from portal.account.operations import note_change, reading
from portal.core import clock, settings
from portal.core.db import db
from portal.staff.models import Role
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Known, OaProfile
from tests.factories import keep
from tests.states.stage import HX, MARKUP, UNBROKEN, Answer, Play, Stage

play = Play("account")
AT = "/desk/zalo/"
play.desk_pages({"nothing known": AT, "codes": AT + "ma-loi/"})
play.desk_pages({"for an officer": AT}, Role.OFFICER)


def _profile(**over: object) -> None:
    oa_id = settings.get().zalo_oa_id
    row = db.session.get(OaProfile, oa_id) or OaProfile(oa_id=oa_id)
    usual = {"name": "Chính quyền số", "oa_type": 4, "is_verified": True, "followers": 12000}
    for name, value in {**usual, "read_at": clock.now(), "asked_at": clock.now(), **over}.items():
        setattr(row, name, value)
    keep(row)


def _run(state: RunState, **over: object) -> uuid.UUID:
    db.session.query(FollowerRun).delete()
    now = clock.now()
    run = keep(
        FollowerRun(
            id=uuid.uuid4(),
            oa_id=settings.get().zalo_oa_id,
            state=state,
            started_at=now,
            due_at=now,
            listed=500,
            fresh=20,
            **over,
        )
    )
    keep(FollowerSlice(run_id=run.id, total=500, is_cut=True, is_done=True))
    return run.id


@play.state("known, with odd names")
def known(stage: Stage) -> Answer:
    """Everything filled, much of it strange."""
    _profile(name=MARKUP, package=UNBROKEN, category="Hành chính công")
    reading.keep_quota("zns_day", 500, 499, "read")
    note_change("change_template_status", "DISABLE", clock.now(), template_id="267247", reason=UNBROKEN)
    oa_id = settings.get().zalo_oa_id
    if db.session.get(Template, (oa_id, "300101")) is None:
        facts = {"oa_id": oa_id, "template_id": "300101", "name": MARKUP, "status": "ENABLE"}
        keep(Template(**facts, params=[], event_times={}))
    _run(RunState.DONE, ended_at=clock.now(), details=20)
    return stage.staff().get(AT)


@play.state("articles only, and the last asking refused")
def articles_only(stage: Stage) -> Answer:
    """No way to write to people."""
    for name in abilities.SENDING:
        abilities.learn(name, Known.NO, -235)
    _profile(error="answered", error_code=-221)
    return stage.staff().get(AT)


@play.state("a reading under way")
def under_way(stage: Stage) -> Answer:
    """The piece that asks again by itself."""
    _run(RunState.RUNNING, error="Timeout")
    return stage.staff().get(AT + "nguoi-quan-tam", headers=HX)


@play.state("a reading that rests")
def resting(stage: Stage) -> Answer:
    """Somebody stopped it."""
    _run(RunState.PAUSED)
    return stage.staff().get(AT + "nguoi-quan-tam")


@play.state("a reading that failed")
def failed(stage: Stage) -> Answer:
    """Zalo refused."""
    _run(RunState.FAILED, error="answered", error_code=-209)
    return stage.staff().get(AT + "nguoi-quan-tam", headers=HX)


@play.state("a cap that is none", 422)
def no_cap(stage: Stage) -> Answer:
    """Refused with words."""
    form = {"csrf_token": stage.token("/desk/password"), "count": "x"}
    return stage.staff().post(AT + "han-muc", data=form)
