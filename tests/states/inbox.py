"""The inbox in every state an officer may see: lists, a conversation, refused forms, the end."""

import datetime as dt
import re
import uuid

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.inbox import absences, canned, operations, working
from portal.inbox.models import InboxItem, ItemState
from portal.inbox.working import By
from portal.staff.models import Role, StaffUser
from portal.staff.rights import Permission
from tests.factories import make_dossier, make_office, make_staff
from tests.states.stage import HX, UNBROKEN, Answer, Play, Stage
from tests.talks import ask

LIST = "/desk/inbox/"

empty = Play("inbox")
empty.desk_pages({"nothing waits": LIST, "nobody away": f"{LIST}vang-mat/"}, Role.OFFICER)

play = Play("inbox")


def _other() -> uuid.UUID:
    name = make_staff(Role.OFFICER)
    return db.session.scalars(select(StaffUser.id).filter_by(username=name)).one()


def _post(stage: Stage, path: str, **fields: str) -> Answer:
    token = stage.token("/desk/password", Role.OFFICER)
    return stage.staff(Role.OFFICER).post(path, data={"csrf_token": token, **fields})


@play.state("all kinds, late and long")
def full(stage: Stage) -> Answer:
    """Everything that may wait, with an office of a very long name."""
    late = clock.now() - dt.timedelta(hours=3)
    office = make_office(name=UNBROKEN[:200])
    for kind in ("unreached", "rating"):
        operations.put(kind, uuid.uuid4(), title=f"H44-{kind}", office_id=office, due_at=late)
    text = f"Hồ sơ {make_dossier().code} của tôi\n{UNBROKEN} <b>đậm</b>"
    stage.kept["item"] = ask(text, user_id="58201746399207777")
    return stage.staff(Role.OFFICER).get(LIST)


@play.state("a conversation")
def conversation(stage: Stage) -> Answer:
    """With the dossier beside it, a colleague who writes, a canned reply and a note."""
    item_id, other = stage.kept["item"], By(_other(), {Permission.WORK_INBOX: None})
    canned.save(other.user_id, None, "Chào hỏi", "Chào {ten}, hồ sơ {ma}. " + UNBROKEN, None)
    working.note(item_id, other, UNBROKEN)
    working.here(item_id, other, is_writing=True)
    found = re.search(r"sua=([0-9a-f-]{36})", stage.staff(Role.OFFICER).get(f"{LIST}cau-soan-san/").text)
    return stage.staff(Role.OFFICER).get(f"{LIST}{item_id}/?mau={found[1] if found else ''}")


@play.state("an answer refused")
def refused(stage: Stage) -> Answer:
    """A hole left open, and the words before they go."""
    at = f"{LIST}{stage.kept['item']}/tra-loi"
    return _post(stage, at, text="Chào {ten}.", when="now", key="k" * 20, seen="0", act="preview")


@play.state("the words before they go, fragment")
def preview(stage: Stage) -> Answer:
    """As the citizen reads them."""
    token = stage.token("/desk/password", Role.OFFICER)
    data = {
        "csrf_token": token,
        "text": "Chào bạn.\n" + UNBROKEN,
        "when": "now",
        "key": "k" * 20,
        "seen": "0",
    }
    path = f"{LIST}{stage.kept['item']}/xem-thu"
    return stage.staff(Role.OFFICER).post(path, data=data, headers=HX)


@play.state("what an open page asks for, fragment")
def live(stage: Stage) -> Answer:
    """The part above the box."""
    return stage.staff(Role.OFFICER).get(f"{LIST}{stage.kept['item']}/moi", headers=HX)


@play.state("closed")
def over(stage: Stage) -> Answer:
    """Nobody waits any more."""
    _post(stage, f"{LIST}{stage.kept['item']}/xong")
    item = db.session.get_one(InboxItem, stage.kept["item"], populate_existing=True)
    assert item.state is ItemState.CLOSED
    return stage.staff(Role.OFFICER).get(f"{LIST}{stage.kept['item']}/")


@play.state("workload")
def workload(stage: Stage) -> Answer:
    """Nobody's and somebody's."""
    return stage.staff(Role.OFFICER).get(f"{LIST}khoi-luong/")


@play.state("canned replies", 422)
def words(stage: Stage) -> Answer:
    """A form that was refused beside what there is."""
    return _post(stage, f"{LIST}cau-soan-san/", title="Lạ", body="{lạ}", office="")


@play.state("absences", 422)
def away(stage: Stage) -> Answer:
    """One entered, one refused."""
    absences.enter(_other(), clock.today(), clock.today(), _other(), _other())
    return _post(stage, f"{LIST}vang-mat/", who="", since="", until="")
