"""Reading Zalo's recent chats and what was said in them since a moment; bounded, at a quarter of the pace."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from portal.chat import listed
from portal.chat.listed import Listed
from portal.zalo import retry
from portal.zalo.calls import account
from portal.zalo.client import ZaloClient
from portal.zalo.oa.models import Ability

A_PAGE = account.MOST_CHATS
MOST_LIST_PAGES = 60
MOST_CHAT_PAGES = 10
SHARE = 0.25  # of the calls a minute; messages go first

Rows = Callable[[ZaloClient], list[dict[str, Any]]]


@dataclass
class Chats:
    """Who has a message since the moment asked for; `is_cut` when there are more than we read."""

    users: list[str] = field(default_factory=list)
    is_cut: bool = False


def chats_since(moment: dt.datetime, most: int) -> Chats:
    """Chats with a message since then, the liveliest first; a ZaloError when Zalo does not tell.

    Whoever writes meanwhile moves to the top and pushes others over the edge of a page. So the list is
    read from the top again until a look finds nobody new.
    """
    found, left = Chats(), MOST_LIST_PAGES
    is_first, is_news = True, True
    while is_news:
        before, offset, goes_on = len(found.users), 0, True
        while goes_on and not found.is_cut:
            page = _page(partial(account.recent_chats, offset=offset))
            goes_on = _add(found.users, page, moment, is_first=is_first)
            offset, left = offset + A_PAGE, left - 1
            found.is_cut = goes_on and (left == 0 or len(found.users) > most)
        is_news = len(found.users) > before and not found.is_cut and offset > A_PAGE
        is_first = False
    return Chats(found.users[:most], found.is_cut or len(found.users) > most)


def _add(users: list[str], page: Sequence[Listed], moment: dt.datetime, *, is_first: bool) -> bool:
    """Whether to read on: the first look goes back to the moment, later ones to who is known."""
    fresh = [one.user_id for one in page if one.at >= moment]
    new = list(dict.fromkeys(user for user in fresh if user not in users))
    users += new
    return bool(fresh if is_first else new)


def messages_since(user_id: str, moment: dt.datetime) -> tuple[list[Listed], bool]:
    """What was said in one chat since then by either side, oldest first; and whether it is cut short."""
    found: dict[str, Listed] = {}
    for page in range(MOST_CHAT_PAGES):
        told = _page(partial(account.conversation, user_id=user_id, offset=page * A_PAGE))
        found |= {one.message_id: one for one in told if one.at >= moment and one.user_id == user_id}
        if not told or any(one.at < moment for one in told):
            return _in_order(found.values()), False
    return _in_order(found.values()), True


def _in_order(told: Collection[Listed]) -> list[Listed]:
    return sorted(told, key=lambda one: (one.at, one.message_id))


def _page(call: Rows) -> list[Listed]:
    rows = retry.ask(call, Ability.HISTORY, SHARE)
    return [one for row in rows if (one := listed.read(row)) is not None]
