"""A code of the page /toi/, typed in the chat: who asks is said first, and joined only after a yes."""

import uuid

from portal.chat.messages import Reply, page, query, say
from portal.citizens import codes
from portal.citizens import operations as citizens
from portal.core import clock
from portal.core.errors import TooMany

AGREE, DECLINE, SIGN_OUT = "#noidongy", "#noihuy", "#dangxuat"


def typed(said: str, citizen_id: uuid.UUID) -> Reply | None:
    """The question that a code brings; None when the text is no code of ours."""
    code = codes.read(said)
    if code is None:
        return None
    try:
        asking = citizens.typed(code, citizen_id)
    except TooMany:
        return Reply(say("too_often"))
    if asking is None:
        return _over()
    return Reply(
        say("join_asked", place=asking.device, date=clock.shown(asking.since)),
        (query("Đồng ý", f"{AGREE} {code}"), query("Không phải tôi", f"{DECLINE} {code}")),
    )


def agree(rest: str, citizen_id: uuid.UUID) -> Reply:
    """ "It is me": the browser knows them now. A second tap finds the code used."""
    code = codes.read(rest)
    if code is None or not citizens.agree_to_join(code, citizen_id):
        return _over()
    return Reply(say("join_done"), (page("Trang của tôi", "/toi/"), query("Đăng xuất mọi nơi", SIGN_OUT)))


def decline(rest: str, citizen_id: uuid.UUID) -> Reply:
    """ "It is not me": that browser gets nothing."""
    code = codes.read(rest)
    if code is None or not citizens.decline_to_join(code, citizen_id):
        return _over()
    return Reply(say("join_refused"))


def sign_out(citizen_id: uuid.UUID) -> Reply:
    """Every browser and Mini App of theirs is signed out. A repeat changes nothing."""
    citizens.end_all(citizen_id, "chat")
    return Reply(say("signed_out"))


def _over() -> Reply:
    return Reply(say("join_over"), (page("Trang của tôi", "/toi/"),))
