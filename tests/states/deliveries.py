"""Calls back to one-stop systems, the report of messages, a silent source, what others like it took."""

import datetime as dt
import uuid

from sqlalchemy import update

from portal.core import clock
from portal.core.db import db, transaction
from portal.dossiers import operations as dossiers
from portal.dossiers.deliveries import gathering, operations
from portal.dossiers.deliveries.models import Calling, Delivery
from portal.dossiers.experience.models import UsualTime
from portal.dossiers.models import ApiClient, Dossier
from portal.notifications.models import Intent, State
from portal.staff.models import Role
from tests.citizens import follower
from tests.factories import make_dossier, make_office
from tests.states.stage import ENGLISH, Answer, Play, Stage

play = Play("deliveries")
CALLS, REPORT, CLIENT, PHONE = "/desk/bao-lai/", "/desk/bao-cao-tin/", "mot-cua-thu", "0934567812"
play.desk_pages({"no calls": CALLS})
play.desk_pages({"a time without messages": f"{REPORT}?tu=2020-01-01&den=2020-01-02"}, Role.LEADER)


@play.state("wrong days", 422)
def wrong_days(stage: Stage) -> Answer:
    """The last before the first."""
    return stage.staff(Role.LEADER).get(f"{REPORT}?tu=2026-12-31&den=2026-01-01")


@play.state("calls that failed")
def failed(stage: Stage) -> Answer:
    """One system that takes calls, and some that never arrived."""
    dossiers.ensure_client(CLIENT, dossiers.new_secret())
    operations.set_address(CLIENT, "https://mot-cua.example/" + "nhan" * 40)
    follower(PHONE)
    office = make_office(name="UBND phường Báo Lại", phone="02723555111", address="1 Hùng Vương")
    for _ in range(2):
        made = make_dossier(SoDienThoai=PHONE, DangKyNhanZalo=True, DonViXuLy="UBND phường Báo Lại")
        stage.kept["told"], stage.kept["office"] = made.code, office
        with transaction() as session:
            session.execute(update(Dossier).filter_by(id=made.id).values(client=CLIENT))
            ended = {"state": State.SENT, "settled_at": clock.now()}
            session.execute(update(Intent).filter_by(subject_id=made.id).values(**ended))
    gathering.gather()
    trouble = {"tries": 8, "tried_at": clock.now(), "last_status": 503, "calling": Calling.FAILED}
    db.session.execute(update(Delivery).filter_by(client=CLIENT).values(**trouble))
    db.session.commit()
    return stage.staff().get(CALLS)


@play.state("messages of a time")
def report(stage: Stage) -> Answer:
    """By kind and state."""
    return stage.staff(Role.LEADER).get(REPORT)


def _silent(stage: Stage, language: str, code: str) -> Answer:
    """The system of the dossier has not pushed for days; what others took is known."""
    ago = clock.now() - dt.timedelta(days=9)
    with transaction() as session:
        session.execute(update(ApiClient).filter_by(name=CLIENT).values(last_push_at=ago))
        session.merge(
            UsualTime(
                procedure_code="1.001193",
                office_id=stage.kept["office"],
                cases=35,
                half=4.5,
                most=9.0,
                reckoned_at=clock.now(),
            )
        )
    try:
        return stage.citizen(language).post("/ho-so/", data={"code": code})
    finally:
        with transaction() as session:
            session.execute(update(ApiClient).filter_by(name=CLIENT).values(last_push_at=None))


@play.state("a silent source")
def silent(stage: Stage) -> Answer:
    """The last known state, with its time."""
    return _silent(stage, "", stage.kept["told"])


@play.state("a silent source, English")
def silent_in_english(stage: Stage) -> Answer:
    """The same in the second language."""
    return _silent(stage, ENGLISH, stage.kept["told"])


@play.state("a code nobody told us while the source is silent")
def not_told(stage: Stage) -> Answer:
    """Nobody says that there is none."""
    return _silent(stage, "", f"H44.12-260702-{uuid.uuid4().int % 9000 + 1000}")
