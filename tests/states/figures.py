"""Figures leaders read: nothing yet, a year of everything, days that make no time."""

import datetime as dt

from sqlalchemy import update

from portal.core import clock
from portal.core.db import transaction
from portal.dossiers.models import Dossier
from portal.figures.models import NOWHERE, ClosedDay, FollowerDay, MessageDay, VisitDay
from portal.staff.models import Role
from tests.factories import make_dossier, make_office
from tests.states.stage import ODD, Answer, Play, Stage

play = Play("figures")
AT = "/desk/figures/"
play.desk_pages({"no figures yet": AT}, Role.LEADER)


@play.state("a year of figures")
def full(stage: Stage) -> Answer:
    """Three messages a day, a long name of an office, one dossier late by a month."""
    today, office = clock.today(), make_office(name=ODD["1,094 characters"][:190])
    late = make_dossier().id
    with transaction() as session:
        values = {"status": 4, "due_on": today - dt.timedelta(days=30), "office_id": office}
        session.execute(update(Dossier).where(Dossier.id == late).values(**values))
        for ago in range(1, 15):
            day = today - dt.timedelta(days=ago * 25)
            kept = {"day": day, "channel": "zalo_cs", "awake": 9, "quick": 8, "cost": 200, "sms_dong": 350}
            session.add(ClosedDay(day=day, closed_at=clock.now()))
            session.add(FollowerDay(day=day, following=15_450 - ago * 90, gained=ago, lost=1))
            counts = {"dossier_accepted": 4694, "chat_reply": 500, "odd_kind": 1}
            for kind, n in counts.items():
                where = NOWHERE if kind == "chat_reply" else office
                replaced = n if kind.startswith("dossier") else 0
                one = {"office_id": where, "kind": kind, "state": "sent", "n": n, "replaced": replaced}
                session.add(MessageDay(**kept, **one))
        for door, sort in (("zalo", "home"), ("mini", "look-up"), ("web", "procedures")):
            session.add(VisitDay(day=today, door=door, sort=sort, n=1_642_900))
    since = today - dt.timedelta(days=360)
    return stage.staff(Role.LEADER).get(f"{AT}?tu={since.isoformat()}&den={today.isoformat()}")


@play.state("days that make no time", 422)
def wrong(stage: Stage) -> Answer:
    """The last before the first."""
    return stage.staff(Role.LEADER).get(f"{AT}?tu=2026-02-01&den=2026-01-01")
