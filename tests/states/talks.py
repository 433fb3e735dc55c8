"""People who asked for a person: nobody, waiting, taken by me or another, closed in every way."""

import uuid

from sqlalchemy import select, update

from portal.chat import handovers
from portal.chat.models import Handover
from portal.citizens import operations as citizens
from portal.citizens.models import ZaloIdentity
from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.staff.models import Role
from tests.states.stage import HX, ODD, Answer, Play, Stage

LIST = "/desk/zalo/can-bo/"

empty = Play("talks")
empty.desk_pages({"talks, nobody waits": LIST, "talks, none closed": f"{LIST}?loc=da-xong"})

play = Play("talks")


def _asked(name: str | None, number: int) -> uuid.UUID:
    user_id = f"58201746399201{number:05d}"
    citizen_id = citizens.touch(settings.get().zalo_oa_id, user_id, clock.now())
    with transaction() as session:
        session.execute(update(ZaloIdentity).where(ZaloIdentity.user_id == user_id).values(display_name=name))
    handovers.ask(citizen_id, clock.now())
    return db.session.scalars(select(Handover.id).filter_by(citizen_id=citizen_id)).one()


def _press(stage: Stage, talk_id: uuid.UUID, verb: str, role: Role = Role.OFFICER) -> Answer:
    token = stage.token(LIST, role)
    return stage.staff(role).post(f"{LIST}{talk_id}/{verb}", data={"csrf_token": token}, headers=HX)


@play.state("talks, waiting")
def waiting(stage: Stage) -> Answer:
    """With every odd name there is."""
    names: list[str | None] = [None, "Trần Thị Bích", *ODD.values()]
    stage.kept["talks"] = [_asked(name, number) for number, name in enumerate(names)]
    return stage.staff(Role.OFFICER).get(LIST)


@play.state("talks, for who only reads")
def reading(stage: Stage) -> Answer:
    """No buttons."""
    return stage.staff(Role.LEADER).get(LIST)


@play.state("talk, taken, fragment")
def taken(stage: Stage) -> Answer:
    """By me."""
    return _press(stage, stage.kept["talks"][0], "nhan")


@play.state("talk, taken by another, fragment")
def too_late(stage: Stage) -> Answer:
    """Somebody was faster."""
    talk_id = stage.kept["talks"][1]
    _press(stage, talk_id, "nhan")
    with transaction() as session:
        session.execute(update(Handover).where(Handover.id == talk_id).values(taken_by=None))
    return _press(stage, talk_id, "nhan")


@play.state("talk, closed, fragment")
def closed(stage: Stage) -> Answer:
    """The machine answers again."""
    return _press(stage, stage.kept["talks"][0], "xong")


@play.state("talks, taken and waiting")
def mixed(stage: Stage) -> Answer:
    """Both on one page."""
    return stage.staff(Role.OFFICER).get(LIST)


@play.state("talks, closed")
def over(stage: Stage) -> Answer:
    """By an officer, by the citizen, by silence."""
    for why, talk_id in zip(("citizen", "silence", "merged"), stage.kept["talks"][2:], strict=False):
        with transaction() as session:
            session.execute(
                update(Handover)
                .where(Handover.id == talk_id)
                .values(state="closed", closed_at=clock.now(), closed_why=why)
            )
    return stage.staff(Role.OFFICER).get(f"{LIST}?loc=da-xong")
