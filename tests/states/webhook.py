"""The journal of events and the sends of which nobody knows: empty, full, searched, looked into, settled."""

import datetime as dt
import uuid

from sqlalchemy import select, update

from portal.chat import operations as chat
from portal.chat.models import InboxEvent
from portal.core import clock
from portal.core.db import db, transaction
from portal.notifications import gates, leases
from portal.notifications.models import Intent, State
from portal.staff.models import Role
from tests.states.stage import HX, ODD, Answer, Play, Stage
from tests.unit.notifications.owing import owe, person
from tests.zalo_events import USER, followed, mac_of, raw_of, said, shared

JOURNAL, UNKNOWN = "/desk/zalo/nhat-ky/", "/desk/tin-chua-ro/"

empty = Play("webhook")
empty.desk_pages(
    {
        "journal, nothing yet": JOURNAL,
        "unknown sends, none": UNKNOWN,
        "chats never read": "/desk/zalo/nhat-ky/lay-lai/",
    }
)

play = Play("webhook")


def _heard() -> None:
    for body in (followed(), shared("0912345678"), *map(said, ODD.values())):
        told = raw_of(body)
        chat.receive(told, mac_of(told, str(body["timestamp"])))


def _one() -> uuid.UUID:
    found = db.session.scalars(select(InboxEvent.id).where(InboxEvent.name == "user_send_text")).first()
    assert found is not None
    return found


def _unknown(text: str) -> uuid.UUID:
    id_ = owe(person(), params={"code": text})
    gates.pass_through(leases.reserve([id_]))
    with transaction() as session:
        values = {"state": State.UNKNOWN, "reason": "unclear_answer", "due_at": None}
        session.execute(update(Intent).where(Intent.id == id_).values(**values))
    return id_


def _found(stage: Stage, headers: dict[str, str] | None = None, **fields: str) -> Answer:
    form = {"csrf_token": stage.token(JOURNAL), **fields}
    return stage.staff().post(JOURNAL, data=form, headers=headers or {})


@play.state("journal")
def journal(stage: Stage) -> Answer:
    """Events of every kind."""
    _heard()
    return stage.staff().get(JOURNAL)


@play.state("journal, searched, fragment")
def searched(stage: Stage) -> Answer:
    """By person and kind."""
    return _found(stage, HX, user=USER, kind="text")


@play.state("journal, nothing found")
def nothing(stage: Stage) -> Answer:
    """Nobody has this id."""
    return _found(stage, user="1")


@play.state("journal, refused", 422)
def refused(stage: Stage) -> Answer:
    """A day that is none."""
    return _found(stage, since="hôm qua", user="9" * 101)


@play.state("an event")
def event(stage: Stage) -> Answer:
    """Masked, with the way to its words."""
    return stage.staff().get(f"{JOURNAL}{_one()}/")


@play.state("an event for an officer")
def for_officer(stage: Stage) -> Answer:
    """Masked, and no way further."""
    return stage.staff(Role.OFFICER).get(f"{JOURNAL}{_one()}/")


@play.state("an event as it came")
def raw(stage: Stage) -> Answer:
    """Its bytes, for an administrator."""
    form = {"csrf_token": stage.token(JOURNAL)}
    return stage.staff().post(f"{JOURNAL}{_one()}/nguyen-van", data=form)


@play.state("an event as it came, fragment")
def raw_piece(stage: Stage) -> Answer:
    """What htmx gets."""
    form = {"csrf_token": stage.token(JOURNAL)}
    return stage.staff().post(f"{JOURNAL}{_one()}/nguyen-van", data=form, headers=HX)


@play.state("unknown sends")
def unknown(stage: Stage) -> Answer:
    """Short and long ones, for an officer."""
    for text in ("H80.1-250101-0042", ODD["1,094 characters"], ODD["no spaces"]):
        _unknown(text)
    return stage.staff(Role.OFFICER).get(UNKNOWN)


@play.state("unknown sends for a leader")
def for_leader(stage: Stage) -> Answer:
    """Without buttons."""
    return stage.staff(Role.LEADER).get(UNKNOWN)


@play.state("an unknown send settled, fragment")
def settled(stage: Stage) -> Answer:
    """What htmx gets after the button."""
    form = {"csrf_token": stage.token(JOURNAL, Role.OFFICER)}
    id_ = _unknown("H80.1-250101-0043")
    return stage.staff(Role.OFFICER).post(f"{UNKNOWN}{id_}/da-toi", data=form, headers=HX)


@play.state("Zalo is silent")
def silent(stage: Stage) -> Answer:
    """Shown on every desk page."""
    with transaction() as session:
        old = clock.now() - dt.timedelta(days=20)
        session.execute(update(InboxEvent).values(received_at=old))
    answer = stage.staff().get("/desk/")
    with transaction() as session:
        session.execute(update(InboxEvent).values(received_at=clock.now()))
    return answer
