"""Everything the Official Account sent a person, why, and stopping it topic by topic."""

import uuid
from typing import Any

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from portal.citizens import mutes
from portal.citizens import operations as citizens
from portal.citizens.operations.sessions import Session
from portal.citizens.queries import readers
from portal.core.access import public
from portal.core.errors import Refused
from portal.core.guard import shows_again
from portal.core.web import Pages, changed, is_fragment, is_mini, leave, page
from portal.mine import operations, queries
from portal.mine.routes import of_person, show_mine
from portal.notifications import messages, told
from portal.notifications.topics import TOPICS
from portal.notifications.voices import ENGLISH, FIRST

pages = Pages("mine_log", __name__)
LOG = "/toi/tin-nhan/"
PAGE = 20


@pages.get("/toi/tin-nhan/")
@public
@of_person
def log(session: Session, citizen_id: uuid.UUID) -> AnyResponse:
    """Every message, newest first, each with its reason and its state."""
    return _log(citizen_id)


def _log(citizen_id: uuid.UUID, status: int = 200) -> AnyResponse:
    total = told.count(citizen_id)
    last = max(1, -(-total // PAGE))
    number = min(max(request.args.get("trang", 1, type=int), 1), last)
    shown = told.to(citizen_id, PAGE, (number - 1) * PAGE)
    return page(
        "mine/log.html",
        personal=True,
        status=status,
        told=shown,
        why=queries.why(citizen_id, shown),
        total=total,
        number=number,
        last=last,
        reasons=messages.REASONS,
        **stops(citizen_id),
    )


def stops(citizen_id: uuid.UUID) -> dict[str, Any]:
    """The topics, which are stopped since when, and in which language they come."""
    in_english = bool(readers([citizen_id], ENGLISH.locale))
    return {"topics": TOPICS, "stopped": mutes.of(citizen_id), "in_english": in_english}


def _again(**_: Any) -> Any:
    return show_mine(422)


@pages.post("/toi/loai-tin")
@public
@shows_again(_again)
@of_person
def topic(session: Session, citizen_id: uuid.UUID) -> AnyResponse:
    """No more of one sort of message, or again; what waits to be sent is stopped, too."""
    name, on = request.form.get("topic", ""), request.form.get("on", "")
    if name not in TOPICS or on not in {"0", "1"}:
        raise Refused("no such topic")
    operations.switch_topic(session, citizen_id, name, on=on == "1")
    return _topics(citizen_id)


@pages.post("/toi/ngon-ngu-tin")
@public
@shows_again(_again)
@of_person
def tongue(session: Session, citizen_id: uuid.UUID) -> AnyResponse:
    """News in English, or in Vietnamese again."""
    on = request.form.get("on", "")
    if on not in {"0", "1"}:
        raise Refused("no such language")
    citizens.read_in(citizen_id, ENGLISH.locale if on == "1" else FIRST)
    return _topics(citizen_id)


def _topics(citizen_id: uuid.UUID) -> AnyResponse:
    if is_mini() and not is_fragment():
        return _log(citizen_id)
    if is_fragment():
        return changed("mine/_topics.html", back="mine_log.log", **stops(citizen_id))
    return leave(LOG)
