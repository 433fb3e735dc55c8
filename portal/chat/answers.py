"""What a typed or tapped text asks for, done and answered. Knows citizens by id, never by name."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from portal.chat import lookups, messages
from portal.chat.messages import Reply
from portal.citizens import operations as citizens
from portal.core.db import db
from portal.core.errors import Unavailable
from portal.core.search import fold, tidy
from portal.dossiers import codes
from portal.dossiers import operations as dossiers
from portal.dossiers import queries as dossier_queries
from portal.dossiers.models import TERMINAL
from portal.procedures import search as procedures

_LONGEST = 1000
_STOP = {"dừng", "dung", "ngừng", "stop"}
_STOP_REST = {"", "nhan", "nhan tin", "thong bao", "nhan thong bao", "lai", "tat ca"}
_SMALL_TALK = re.compile(
    r"(xin )?(chao|cam on|help|huong dan|tro giup|menu|alo|hello|hi|ok|oke|vang|da)"
    r"( (anh|chi|ban|em|can bo|ad|nhe|nhieu|a))*"
)
_MOST_PROCEDURES = 4


@dataclass(frozen=True)
class Asker:
    """Who wrote, and the event in which they did: the evidence of what they agree to."""

    citizen_id: uuid.UUID
    user_id: str
    event_id: uuid.UUID
    is_following: bool

    @property
    def evidence(self) -> str:
        """Where a consent or its withdrawal can be proven."""
        return f"inbox_event:{self.event_id}"


def to_text(text: str, asker: Asker) -> Reply | None:
    """The answer to a text or a tapped button; None when there is nothing more to say."""
    said = tidy(text[:_LONGEST])
    if said.startswith("#"):
        word, _, rest = said[1:].partition(" ")
        act = _COMMANDS.get(fold(word))
        return act(rest, asker) if act else _read(rest or word, asker)
    first, _, rest = said.partition(" ")
    if first.casefold().rstrip(".,!:") in _STOP and (
        fold(rest) in _STOP_REST or codes.read(rest).kind == "codes"
    ):
        return _stop(rest, asker)
    return _read(said, asker)


def _read(said: str, asker: Asker) -> Reply | None:
    read = codes.read(said)
    if kind := _KINDLY.get(read.kind):
        return kind()
    if read.kind == "near":
        return messages.did_you_mean(read.near)
    if _is_small_talk(said):
        return messages.guide()
    wanted = lookups.asked(said)
    is_beyond, word = lookups.beyond_limit(asker.user_id, len(wanted.codes) if wanted else 1)
    if is_beyond:
        return word
    wanted = wanted or lookups.asked_elsewhere(said)
    if wanted:
        return lookups.answer(wanted, asker.citizen_id, asker.user_id)
    if read.procedure_code:
        found = _search(read.procedure_code)
        return messages.procedure(read.procedure_code, found[0][1] if found else None)
    found = _search(said)
    return messages.procedures(found) if found else messages.guide()


_KINDLY: dict[str, Callable[[], Reply]] = {
    "person_number": messages.person_number,
    "social_insurance": messages.social_insurance,
}


def _is_small_talk(said: str) -> bool:
    plain = fold(said)
    return (
        len(plain.split()) < 2
        and not any(sign.isdigit() for sign in plain)
        or bool(_SMALL_TALK.fullmatch(plain))
    )


def _search(text: str) -> list[tuple[str, str]]:
    """Code and name of procedures that fit; none when the search is too slow just now."""
    try:
        with db.session.begin_nested():
            found = procedures.search(procedures.Wanted(text=text), size=_MOST_PROCEDURES)
    except Unavailable:
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
    seen = lookups.look(wanted.codes[0], wanted.digits, asker.citizen_id, asker.user_id)
    if isinstance(seen, Reply):
        return seen
    view = seen.view
    if view.status in TERMINAL:
        return messages.finished(view.code)
    if view.level < 1:
        return messages.how_to_follow(view.code)
    dossiers.follow(view.id, asker.citizen_id, seen.via, asker.evidence)
    return messages.following(view.code, follows_account=asker.is_following)


def _stop(rest: str, asker: Asker) -> Reply | None:
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


_COMMANDS: dict[str, Callable[[str, Asker], Reply | None]] = {
    "theodoi": _follow,
    "dung": _stop,
    "sodienthoai": lambda rest, asker: messages.how_to_share_phone(),
    "trogiup": lambda rest, asker: messages.guide(),
}
