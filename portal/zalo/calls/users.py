"""Who knows the account: lists, details and tags, new calls and old ones behind one shape (CONTRACT.md 4)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.zalo.answers import Refused, Unclear, as_id, integer, text
from portal.zalo.client import ZaloClient

LIST = {3: "/v3.0/oa/user/getlist", 2: "/v2.0/oa/getfollowers"}
DETAIL = {3: "/v3.0/oa/user/detail", 2: "/v2.0/oa/getprofile"}
MOST_ROWS, LAST_OFFSET, REACHABLE = 50, 9950, 10_000
LEAST_TAG, MOST_TAG = 3, 100


@dataclass(frozen=True)
class Page:
    """One page of a list. `total` may differ from page to page."""

    total: int
    user_ids: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """One person as Zalo tells; every word may be missing."""

    user_id: str
    user_id_by_app: str
    display_name: str
    is_follower: bool | None
    last_interaction: dt.date | None
    tags: tuple[str, ...]
    phone: str  # shared with the account by the person, a claim


def page(
    speaking: ZaloClient,
    version: int,
    offset: int,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    tag: str = "",
) -> Page:
    """Fifty followers from `offset` on; the old call knows no days of last interaction."""
    if not 0 <= offset <= LAST_OFFSET:
        raise Refused("beyond limits: offset")
    asked: dict[str, Any] = {"offset": offset, "count": MOST_ROWS}
    if version == 3:
        asked["is_follower"] = True
        if first and last:
            asked["last_interaction_period"] = f"{first:%Y_%m_%d}:{last:%Y_%m_%d}"
    if tag:
        asked["tag_name"] = tag
    told = speaking.get(LIST[version], asked).data
    rows = told.get("users" if version == 3 else "followers")
    total = integer(told.get("total"))
    if not isinstance(rows, list) or total is None:
        raise Unclear("no list", code=0)
    ids = (as_id(row.get("user_id")) for row in rows if isinstance(row, dict))
    return Page(total, tuple(filter(None, ids)))


def detail(speaking: ZaloClient, version: int, user_id: str) -> Person:
    """What Zalo tells of one person; Refused with -213 or -201 when they are gone."""
    told = speaking.get(DETAIL[version], {"user_id": user_id})
    told.id("user_id")
    return _person(told.data)


def tags(speaking: ZaloClient) -> list[str]:
    """Every tag of the account."""
    return [name for name in map(text, speaking.get("/v2.0/oa/tag/gettagsofoa", {}).rows) if name]


def tag(speaking: ZaloClient, user_id: str, name: str) -> None:
    """Put a tag on somebody; a repeat changes nothing."""
    speaking.post("/v2.0/oa/tag/tagfollower", {"user_id": user_id, "tag_name": _tag(name)})


def untag(speaking: ZaloClient, user_id: str, name: str) -> None:
    """Take a tag from somebody; a repeat changes nothing."""
    speaking.post("/v2.0/oa/tag/rmfollowerfromtag", {"user_id": user_id, "tag_name": _tag(name)})


def remove_tag(speaking: ZaloClient, name: str) -> None:
    """Take a tag from everybody."""
    speaking.post("/v2.0/oa/tag/rmtag", {"tag_name": _tag(name)})


def _tag(name: str) -> str:
    if not LEAST_TAG <= len(name.strip()) <= MOST_TAG:
        raise Refused("beyond limits: tag")
    return name.strip()


def _person(told: Mapping[str, Any]) -> Person:
    shared, notes = told.get("shared_info"), told.get("tags_and_notes_info")
    names = notes.get("tag_names") if isinstance(notes, dict) else None
    is_follower = told.get("user_is_follower")
    return Person(
        user_id=as_id(told.get("user_id")),
        user_id_by_app=as_id(told.get("user_id_by_app")),
        display_name=text(told.get("display_name")),
        is_follower=is_follower if isinstance(is_follower, bool) else None,
        last_interaction=_day(text(told.get("user_last_interaction_date"))),
        tags=tuple(filter(None, map(text, names))) if isinstance(names, list) else (),
        phone=as_id(shared.get("phone")) if isinstance(shared, dict) else "",
    )


def _day(told: str) -> dt.date | None:
    try:
        day, month, year = (int(part) for part in told.split("/"))
        return dt.date(year, month, day)
    except ValueError:
        return None
