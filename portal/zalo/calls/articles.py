"""The account's news posts: asked for, waited for, listed, changed, removed (CONTRACT.md 5.1)."""

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from portal.zalo.answers import Refused, Unclear, as_id, integer, moment, text
from portal.zalo.bodies import link, within
from portal.zalo.client import ZaloClient

# One below what is documented: the live platform was seen to refuse exactly 150 and 300.
MOST_TITLE, MOST_DESCRIPTION, MOST_AUTHOR = 149, 299, 49
MOST_LISTED = 10
LOOK_BACK = 50  # posts read when looking for one whose asking ended unclear
_SAFE = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True)
class Picture:
    """A picture between paragraphs."""

    url: str
    caption: str = ""


@dataclass(frozen=True)
class Post:
    """A post as we write it; `body` holds paragraphs and pictures."""

    title: str
    description: str
    cover_url: str
    body: Sequence[str | Picture]
    author: str = ""
    is_shown: bool = True
    has_comments: bool = False
    tracking_link: str = ""


@dataclass(frozen=True)
class Listed:
    """A post as Zalo lists it."""

    article_id: str
    title: str
    is_shown: bool
    address: str
    created_at: dt.datetime | None
    views: int | None


def made(post: Post) -> dict[str, Any]:
    """The body of a request; Refused for what Zalo would refuse. Addresses are percent-encoded."""
    body = [block for part in post.body for block in _blocks(part)]
    if not body:
        raise Refused("beyond limits: body")
    said: dict[str, Any] = {
        "type": "normal",
        "title": within(post.title.strip(), MOST_TITLE, "title"),
        "description": within(post.description.strip(), MOST_DESCRIPTION, "description"),
        "status": _shown(post.is_shown),
        "comment": _shown(post.has_comments),
        "cover": {"cover_type": "photo", "photo_url": address(post.cover_url), "status": "show"},
        "body": body,
    }
    if post.author.strip():  # an empty one is refused, none is not
        said["author"] = within(post.author.strip(), MOST_AUTHOR, "author")
    if post.tracking_link:
        said["tracking_link"] = address(post.tracking_link)
    return said


def address(url: str) -> str:
    """A web address in plain ASCII, encoded where it is not; Refused when it is none."""
    return link(quote(url.strip(), safe=_SAFE), "address")


def _shown(is_shown: bool) -> str:
    return "show" if is_shown else "hide"


def _blocks(part: str | Picture) -> list[dict[str, str]]:
    """One block a paragraph: Zalo honours no line breaks inside one."""
    if isinstance(part, Picture):
        return [{"type": "image", "url": address(part.url), "caption": part.caption}]
    lines = unicodedata.normalize("NFC", part).splitlines()
    return [{"type": "text", "content": line.strip()} for line in lines if line.strip()]


def create(speaking: ZaloClient, post: Mapping[str, Any]) -> str:
    """Ask for a post; the token to verify with. Not idempotent: after Unclear look for it with `find`."""
    return speaking.post("/v2.0/article/create", post).id("token")


def verify(speaking: ZaloClient, token: str) -> str:
    """The post's id once Zalo is done; NotNow (-214) before. A repeat is harmless."""
    try:
        return speaking.post("/v2.0/article/verify", {"token": token}).id("id")
    except Unclear as error:
        # -200 here is a verdict about the pictures, not a message that may have gone out.
        raise Refused("Upload media failed", code=error.code) if error.code == -200 else error from None


def update(speaking: ZaloClient, article_id: str, post: Mapping[str, Any]) -> str:
    """Change a post; again a token to verify with. A repeat changes nothing more."""
    return speaking.post("/v2.0/article/update", {**post, "id": article_id}).id("token")


def remove(speaking: ZaloClient, article_id: str) -> None:
    """Take a post away."""
    speaking.post("/v2.0/article/remove", {"id": article_id})


def detail(speaking: ZaloClient, article_id: str) -> dict[str, Any]:
    """A post as Zalo keeps it."""
    told = speaking.get_plain("/v2.0/article/getdetail", {"id": article_id})
    told.id("id")
    return told.data


def listed(speaking: ZaloClient, offset: int = 0, limit: int = MOST_LISTED) -> tuple[list[Listed], int]:
    """A page of posts, newest first, and how many there are."""
    if not 0 < limit <= MOST_LISTED or offset < 0:
        raise Refused("beyond limits: limit")
    asked: dict[str, str | int] = {"offset": offset, "limit": limit, "type": "normal"}
    told = speaking.get_plain("/v2.0/article/getslice", asked).data
    medias = told.get("medias")
    if not isinstance(medias, list):
        raise Unclear("no list", code=0)
    rows = [_listed(one) for one in medias if isinstance(one, dict) and as_id(one.get("id"))]
    total = integer(told.get("total"))
    return rows, len(rows) if total is None else total


def find(speaking: ZaloClient, title: str, since: dt.datetime) -> Listed | None:
    """The newest post of this title made since then: did the asking that ended unclear work after all?"""
    wanted = unicodedata.normalize("NFC", title).strip()
    for offset in range(0, LOOK_BACK, MOST_LISTED):
        rows, _ = listed(speaking, offset)
        for row in rows:
            if row.title == wanted and (row.created_at is None or row.created_at >= since):
                return row
        if len(rows) < MOST_LISTED:
            break
    return None


def _listed(one: Mapping[str, Any]) -> Listed:
    return Listed(
        article_id=as_id(one.get("id")),
        title=text(one.get("title")),
        is_shown=text(one.get("status")) != "hide",
        address=text(one.get("link_view")),
        created_at=moment(one.get("create_date")),
        views=integer(one.get("total_view")),
    )
