"""The page /toi/chu-de/: which news a person wants, of which communes, and their groups of officials."""

import uuid
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.broadcast import queries as broadcasts
from portal.broadcast import wording
from portal.broadcast.choosing import operations, queries
from portal.broadcast.choosing.topics import COMMUNE, FIELD, MOST_COMMUNES, MOST_FIELDS, TOPICS
from portal.broadcast.models import Broadcast
from portal.broadcast.officials import operations as officials
from portal.broadcast.officials import queries as groups
from portal.broadcast.shape import Audience
from portal.citizens.operations.sessions import Session
from portal.core.access import public
from portal.core.errors import Conflict, Missing, Refused, TooMany
from portal.core.guard import shows_again
from portal.core.web import Pages, changed, is_fragment, is_mini, leave, page
from portal.mine.operations import channel, evidence
from portal.mine.routes import of_person, show_mine
from portal.places import queries as places
from portal.procedures import queries as procedures

pages = Pages("mine_news", __name__)
NEWS = "/toi/chu-de/"
LONGEST = 60


def _again(**_values: Any) -> Any:
    return show_mine(422)


@pages.get("/toi/chu-de/")
@public
@of_person
def news(session: Session, citizen_id: uuid.UUID) -> AnyResponse:
    """Every topic with its switch, the communes and fields, the groups."""
    return _show(citizen_id)


def _values(citizen_id: uuid.UUID) -> dict[str, Any]:
    chosen = queries.of(citizen_id)
    return {
        "topics": TOPICS,
        "chosen": chosen,
        "communes": [(unit.code, unit.name) for unit in places.communes() if unit not in chosen.communes],
        "fields": [(name, name) for name in procedures.fields() if name not in chosen.fields],
        "groups": groups.of(citizen_id),
        "got": [(one, at, _why(one)) for one, at in broadcasts.received(citizen_id)],
        "most": {COMMUNE: MOST_COMMUNES, FIELD: MOST_FIELDS},
    }


def _why(one: Broadcast) -> str:
    return wording.why(Audience.read(one.audience), is_urgent=one.is_urgent)


def _show(citizen_id: uuid.UUID, status: int = 200, **more: Any) -> AnyResponse:
    return page("mine/news.html", personal=True, status=status, **_values(citizen_id), **more)


def _done(citizen_id: uuid.UUID) -> AnyResponse:
    if is_mini() and not is_fragment():
        return _show(citizen_id)
    if is_fragment():
        return changed("mine/_news.html", back="mine_news.news", **_values(citizen_id))
    return leave(NEWS)


@pages.post("/toi/chu-de/")
@public
@shows_again(_again)
@of_person
def choose(session: Session, citizen_id: uuid.UUID) -> AnyResponse:
    """One topic, commune or field on or off; a place that is none of ours is refused."""
    topic, about = request.form.get("topic", ""), request.form.get("about", "")
    if not _is_known(topic, about) or request.form.get("on") not in {"0", "1"}:
        return _show(citizen_id, 422, odd=_("Xin chọn một mục trong danh sách."))
    try:
        if request.form["on"] == "1":
            operations.choose(citizen_id, topic, evidence(session), channel(session), about)
        else:
            operations.end(citizen_id, topic, evidence(session), about)
    except Conflict:
        return _show(citizen_id, 422, odd=_("Đã chọn đủ số mục. Xin bỏ bớt một mục trước."))
    except Refused:
        return _show(citizen_id, 422, odd=_("Xin chọn một mục trong danh sách."))
    return _done(citizen_id)


def _is_known(topic: str, about: str) -> bool:
    """Whether this can be chosen; what was chosen once can always be ended."""
    if request.form.get("on") == "0":
        return bool(topic) and len(topic) + len(about) <= 4 * LONGEST
    if topic == COMMUNE:
        return about in {unit.code for unit in places.communes()}
    if topic == FIELD:
        return about in procedures.fields()
    return topic in TOPICS and not about


@pages.post("/toi/chu-de/can-bo")
@public
@shows_again(_again)
@of_person
def join(session: Session, citizen_id: uuid.UUID) -> AnyResponse:
    """Enter a group of officials by the code of an invitation."""
    typed = request.form.get("code", "")[:LONGEST]
    try:
        officials.join(citizen_id, typed, evidence(session))
    except Missing:
        told = _("Mã không đúng, đã hết hạn hoặc đã đủ người. Xin hỏi nơi đã gửi mã.")
        return _show(citizen_id, 422, typed=typed, wrong=told)
    except TooMany:
        return _show(citizen_id, 422, typed=typed, wrong=_("Thử quá nhiều lần. Xin thử lại sau một giờ."))
    return _done(citizen_id)


@pages.post("/toi/chu-de/can-bo/<uuid:group_id>/roi")
@public
@shows_again(_again)
@of_person
def leave_group(session: Session, citizen_id: uuid.UUID, group_id: uuid.UUID) -> AnyResponse:
    """Out of a group; a repeat changes nothing, and so does somebody else's group."""
    if any(group.id == group_id for group in groups.of(citizen_id)):
        officials.leave(citizen_id, group_id, evidence(session))
    return _done(citizen_id)
