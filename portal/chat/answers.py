"""What a typed or tapped text asks for, done and answered. Knows citizens by id, never by name."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from portal.broadcast.choosing import topics
from portal.chat import (
    asides,
    handovers,
    intents,
    joining,
    lookups,
    messages,
    rated,
    staffed,
    subscribing,
    tables,
)
from portal.chat.intents import Wish
from portal.chat.messages import Reply
from portal.citizens import operations as citizens
from portal.core import limits, settings
from portal.core.db import db
from portal.core.errors import Unavailable
from portal.core.search import fold, tidy
from portal.dossiers import codes
from portal.dossiers import operations as dossiers
from portal.dossiers import queries as dossier_queries
from portal.dossiers.models import TERMINAL
from portal.procedures import search as procedures

_LONGEST = 1000
_STOP = {"dừng", "dung", "ngừng", "ngưng", "stop"}
_MOST_PROCEDURES = 4


@dataclass(frozen=True)
class Asker:
    """Who wrote, and the event in which they did: the evidence of what they agree to."""

    citizen_id: uuid.UUID
    user_id: str
    event_id: uuid.UUID
    is_following: bool
    at: dt.datetime

    @property
    def evidence(self) -> str:
        """Where a consent or its withdrawal can be proven."""
        return f"inbox_event:{self.event_id}"


def to_text(text: str, asker: Asker) -> Reply | None:
    """The answer to a text or a tapped button; None when there is nothing more to say.

    Stopping is done whatever else holds. Beyond CHAT_PER_MINUTE one word, then silence. Whoever waits for a
    person, or speaks with one, is answered only what they tap and the codes they write.
    """
    said = tidy(text[:_LONGEST])
    stopped = _stopped(said, asker)
    is_beyond, word = _too_often(asker)
    if is_beyond:
        return word
    if stopped:
        return stopped
    if said.startswith("#"):
        name, _, rest = said[1:].partition(" ")
        act = _COMMANDS.get(fold(name))
        if act:
            return act(rest, asker)
        return _read(rest, asker) if rest else messages.guide()
    first, _, rest = said.partition(" ")
    if fold(first) == "cbvc":
        return subscribing.join(rest, _who(asker))
    if fold(first) == "canbo" and staffed.is_code(rest):
        return staffed.join(rest, asker.citizen_id, asker.evidence)
    if asked := joining.typed(said, asker.citizen_id):
        return asked
    if handovers.is_with_person(asker.citizen_id):
        handovers.heard(asker.citizen_id, asker.at)
        wanted = lookups.asked(said) or lookups.asked_elsewhere(said)
        return _looked_up(wanted, asker) if wanted else None
    return _read(said, asker)


def in_bounds(asker: Asker, answer: Callable[[], Reply | None]) -> Reply | None:
    """The answer to what is no text, within CHAT_PER_MINUTE."""
    is_beyond, word = _too_often(asker)
    return word if is_beyond else answer()


def _stopped(said: str, asker: Asker) -> Reply | None:
    first, _, rest = said.partition(" ")
    is_word = first.casefold().strip("#.,!:") in _STOP and codes.read(rest).kind == "codes"
    if is_word or intents.wish(said) is Wish.STOP:
        return _stop(rest if is_word else "", asker)
    return None


def _too_often(asker: Asker) -> tuple[bool, Reply | None]:
    seen, _ = limits.count(limits.key("chat", "zalo", asker.user_id), 60)
    most = settings.get().chat_per_minute
    return seen > most, messages.too_often() if seen == most + 1 else None


def _read(said: str, asker: Asker) -> Reply | None:
    if news := topics.said(said):
        return subscribing.said(news, _who(asker))
    is_talk = intents.wish(said) in _SMALL  # no word of a table may stand in the way of it
    if not is_talk and (told := tables.asked(said)):
        is_beyond, word = lookups.beyond_limit(asker.user_id, 1)
        return word if is_beyond else tables.answer(*told)
    read = codes.read(said)
    if kind := _KINDLY.get(read.kind):
        return kind()
    if read.kind == "near":
        return messages.did_you_mean(read.near)
    if read.kind != "codes" and (small := _SMALL.get(intents.wish(said))):
        return small(asker)
    if wanted := lookups.asked(said) or lookups.asked_elsewhere(said):
        return _looked_up(wanted, asker)
    is_beyond, word = lookups.beyond_limit(asker.user_id, 1)
    if is_beyond:
        return word
    if read.kind == "day":
        return messages.wrong_day()
    if read.procedure_code:
        return to_procedure(read.procedure_code)
    found = _search(said, is_question=True)
    return messages.procedures(found) if found else messages.off_topic()


def _who(asker: Asker) -> subscribing.Who:
    return subscribing.Who(asker.citizen_id, asker.evidence)


def to_procedure(code: str) -> Reply:
    """Where a procedure is described, or where to look when we do not have it."""
    found = _search(code)
    return messages.procedure(code, found[0][1] if found else None)


def _looked_up(wanted: lookups.Asked, asker: Asker) -> Reply | None:
    is_beyond, word = lookups.beyond_limit(asker.user_id, len(wanted.codes))
    return word if is_beyond else lookups.answer(wanted, asker.citizen_id, asker.user_id)


_KINDLY: dict[str, Callable[[], Reply]] = {
    "person_number": messages.person_number,
    "social_insurance": messages.social_insurance,
}
_SMALL: dict[Wish, Callable[[Asker], Reply]] = {
    Wish.PERSON: lambda asker: handovers.ask(asker.citizen_id, asker.at),
    Wish.COME_BACK: lambda _: messages.come_back(),
    Wish.GREETING: lambda _: messages.greeting(),
    Wish.THANKS: lambda _: messages.thanks(),
    Wish.HELP: lambda _: messages.guide(),
    Wish.NOTHING: lambda _: messages.guide(),
}


def _search(text: str, *, is_question: bool = False) -> list[tuple[str, str]]:
    """Code and name of procedures that fit; none when the search is too slow just now, or found by chance."""
    try:
        with db.session.begin_nested():
            found = procedures.search(procedures.Wanted(text=text), size=_MOST_PROCEDURES)
    except Unavailable:
        return []
    first = next(iter(found.items), None)
    if first is None:
        return []
    if is_question and not intents.is_about_procedures(text, first.name, is_near=found.is_near):
        return []
    return [(item.code, item.name) for item in found.items]


def _follow(rest: str, asker: Asker) -> Reply | None:
    """The consent button: only for who shows that the dossier concerns them."""
    is_beyond, word = lookups.beyond_limit(asker.user_id, 1)
    if is_beyond:
        return word
    wanted = lookups.asked(rest) or lookups.asked_elsewhere(rest)
    if wanted is None:
        return messages.guide()
    seen = lookups.look(wanted.codes[0], wanted.digits, asker.citizen_id, asker.user_id, wanted.token)
    if isinstance(seen, Reply):
        return seen
    view = seen.view
    if view.status in TERMINAL:
        return messages.finished(view.code)
    if view.level < 1:
        return messages.how_to_follow(view.code)
    dossiers.follow(view.id, asker.citizen_id, seen.via, asker.evidence, link_id=seen.share_id)
    return messages.following(view.code, follows_account=asker.is_following)


def _stop(rest: str, asker: Asker) -> Reply:
    """Consent is taken back for one dossier, or for everything."""
    wanted = lookups.asked(rest)
    if wanted is None:
        citizens.withdraw("chat", asker.evidence, citizen_id=asker.citizen_id)
        return messages.stopped(None)
    code = wanted.codes[0]
    dossier_id = dossier_queries.id_of(code)
    if dossier_id is None:
        return Reply(messages.not_found(code))
    dossiers.unfollow(dossier_id, asker.citizen_id, asker.evidence)
    return messages.stopped(code)


def _no_person(_: str, asker: Asker) -> Reply:
    return asides.person_closed() if handovers.give_up(asker.citizen_id) else messages.guide()


_COMMANDS: dict[str, Callable[[str, Asker], Reply | None]] = {
    "theodoi": _follow,
    "dung": _stop,
    "sodienthoai": lambda rest, asker: messages.how_to_share_phone(),
    "trogiup": lambda rest, asker: messages.guide(),
    "gapcanbo": lambda rest, asker: handovers.ask(asker.citizen_id, asker.at),
    "thoigap": _no_person,
    "noidongy": lambda rest, asker: joining.agree(rest, asker.citizen_id),
    "noihuy": lambda rest, asker: joining.decline(rest, asker.citizen_id),
    "danhgia": lambda rest, asker: rated.tapped(rest),
    "nhantin": lambda rest, asker: subscribing.on(rest, _who(asker)),
    "thoitin": lambda rest, asker: subscribing.off(rest, _who(asker)),
    "tin": lambda rest, asker: subscribing.listed(_who(asker)),
    "cbvc": lambda rest, asker: subscribing.join(rest, _who(asker)),
    "dangxuat": lambda rest, asker: joining.sign_out(asker.citizen_id),
}
