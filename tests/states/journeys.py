"""Journeys: none yet, one of every kind of step, its desk before and after publishing."""

from portal.procedures.journeys import operations, queries
from portal.procedures.journeys.models import Branch
from portal.procedures.journeys.operations import Editor, StepFacts
from portal.staff.models import Role
from tests.factories import make_procedure
from tests.states.stage import ENGLISH, ODD, Answer, Play, Stage

play = Play("journeys")
BY = Editor(None, may_publish=True)


@play.state("no journeys")
def none(stage: Stage) -> Answer:
    """Nothing was published."""
    queries.forget()
    return stage.citizen().get("/thu-tuc/viec/")


@play.state("desk without journeys")
def none_at_the_desk(stage: Stage) -> Answer:
    """Only the form for a new one."""
    return stage.staff(Role.EDITOR).get("/desk/viec/")


@play.state("desk, a journey without steps")
def begun(stage: Stage) -> Answer:
    """Just made."""
    made = operations.create(ODD["no spaces"][:120], ODD["1,094 characters"][:600], BY)
    stage.kept["journey"] = made
    return stage.staff(Role.EDITOR).get(f"/desk/viec/{made}/")


@play.state("desk, a step that is asked back", 422)
def asked_back(stage: Stage) -> Answer:
    """Words that several procedures fit."""
    path = f"/desk/viec/{stage.kept['journey']}/"
    form = {"csrf_token": stage.token(path, Role.EDITOR), "moi-branch": "then", "moi-procedure": "khai sinh"}
    return stage.staff(Role.EDITOR).post(f"{path}buoc", data=form)


@play.state("a journey with every kind of step")
def full(stage: Stage) -> Answer:
    """Alternatives, things done together, a lost procedure, odd names."""
    known = make_procedure(name=ODD["1,094 characters"])
    steps = (
        StepFacts("Đăng ký", code=known),
        StepFacts(ODD["no spaces"][:200], Branch.OR, condition=ODD["emoji"], note=ODD["right to left"]),
        StepFacts("Việc đã mất thủ tục", Branch.AND, code="6.999999"),
        StepFacts("Việc cuối", note="Không phải nộp gì."),
    )
    for step in steps:
        operations.add_step(stage.kept["journey"], step, BY)
    operations.publish(stage.kept["journey"], BY, shown=True)
    queries.forget()
    shown = queries.by_id(stage.kept["journey"])
    assert shown
    stage.kept["slug"] = shown.slug
    return stage.citizen().get(f"/thu-tuc/viec/{shown.slug}/")


@play.state("a journey, in English")
def english(stage: Stage) -> Answer:
    """Its words stay Vietnamese, and say so."""
    return stage.citizen(ENGLISH).get(f"/thu-tuc/viec/{stage.kept['slug']}/")


@play.state("a list of journeys")
def some(stage: Stage) -> Answer:
    """What is published."""
    return stage.citizen().get("/thu-tuc/viec/")


@play.state("desk, a journey that is published, its publisher")
def published(stage: Stage) -> Answer:
    """Every step may be changed."""
    return stage.staff(Role.PUBLISHER).get(f"/desk/viec/{stage.kept['journey']}/")


@play.state("desk, a journey that is published, an editor")
def barred(stage: Stage) -> Answer:
    """Only to be read."""
    return stage.staff(Role.EDITOR).get(f"/desk/viec/{stage.kept['journey']}/")


@play.state("desk, list of journeys")
def listed(stage: Stage) -> Answer:
    """With the state of each."""
    return stage.staff(Role.EDITOR).get("/desk/viec/")
