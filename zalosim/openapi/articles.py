"""News posts: create, wait, verify, list, remove."""

import http.client
from typing import Any
from urllib.parse import urlsplit

from zalosim.articles import Article
from zalosim.openapi.replies import Refused, invalid, json_body, success
from zalosim.wire import Answer, Request
from zalosim.world import World

MEGABYTE = 1024 * 1024
LIMITS = {"title": 150, "description": 300, "author": 50}
BLOCKS = {"text": "content", "image": "url", "video": "url", "product": "id"}


def create(world: World, request: Request) -> Answer:
    """`/v2.0/article/create`: a token at once, the post later."""
    body = json_body(request, strict=world.switches.strict)
    _check(body)
    if not world.quotas.take("article", world.switches.article_quota):
        raise Refused(-223, "Your OA has reach the limit quota create article")
    body.setdefault("status", "hide")
    token = world.articles.create(body, world.clock.now_ms(), world.switches.article_polls)
    return _written(world, request, {"token": token})


def update(world: World, request: Request) -> Answer:
    """`/v2.0/article/update`."""
    body = json_body(request, strict=world.switches.strict)
    article = _post(world, body.get("id"))
    _check(article.fields | body)
    now = world.clock.now_ms()
    token = world.articles.update(article, body, now, world.switches.article_polls)
    return _written(world, request, {"token": token})


def verify(world: World, request: Request) -> Answer:
    """`/v2.0/article/verify`: the post's id when it is ready."""
    token = str(json_body(request, strict=world.switches.strict).get("token") or "")
    pending = world.articles.pending.get(token)
    if pending is None or pending.expires <= world.clock.now_ms():
        raise invalid("token")
    article = world.articles.posts[pending.article_id]
    if _is_heavy(world, article) or (world.switches.fetch_photos and not _is_fetched(article)):
        raise Refused(-200, "Upload media failed")
    if pending.polls_left > 0:
        pending.polls_left -= 1
        raise Refused(-214)
    article.is_ready = True
    world.dirty = True
    return success({"id": article.id})


def remove(world: World, request: Request) -> Answer:
    """`/v2.0/article/remove`."""
    article = _post(world, json_body(request, strict=world.switches.strict).get("id"))
    del world.articles.posts[article.id]
    return _written(world, request, None)


def getdetail(world: World, request: Request) -> Answer:
    """`/v2.0/article/getdetail?id=`, plain parameters here."""
    article = _post(world, request.query.get("id"))
    return success({"id": article.id} | article.fields)


def getslice(world: World, request: Request) -> Answer:
    """`/v2.0/article/getslice?offset=&limit=&type=`."""
    if request.query.get("type") not in ("normal", "video"):
        raise Refused(-201, "type accept only 2 value normal and video.")
    limit, offset = request.query.get("limit", "10"), request.query.get("offset", "0")
    if not limit.isdigit() or not offset.isdigit():
        raise invalid("offset")
    if int(limit) > 10:
        raise Refused(-201, "maximum limit is 10")
    kind = request.query["type"]
    posts = [one for one in world.articles.posts.values() if one.is_ready and one.fields["type"] == kind]
    posts.reverse()
    chosen = posts[int(offset) : int(offset) + int(limit)]
    return success({"total": len(posts), "medias": [_listed(world, one) for one in chosen]})


def _written(world: World, request: Request, data: dict[str, Any] | None) -> Answer:
    world.ledger.add(request, "write", world.clock.now_ms())
    world.dirty = True
    return success(data)


def _post(world: World, article_id: Any) -> Article:
    article = world.articles.posts.get(str(article_id or ""))
    if article is None:
        raise invalid("id")
    return article


def _listed(world: World, article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "type": article.fields["type"],
        "title": article.fields["title"],
        "status": article.fields["status"],
        "thumb": (article.fields.get("cover") or {}).get("photo_url", article.fields.get("avatar", "")),
        "link_view": f"{world.base_url}/_article/{article.id}",
        "create_date": article.created,
        "update_date": article.updated,
        "total_view": 0,
        "total_share": 0,
    }


def _check(body: dict[str, Any]) -> None:
    if body.get("type") not in ("normal", "video"):
        raise invalid("type")
    for name, most in LIMITS.items():
        value = body.get(name)
        if value is None and (name == "author" or body["type"] == "video"):
            continue
        # The documented limit itself is refused by the live platform.
        if not isinstance(value, str) or not 1 <= len(value) < most:
            raise Refused(-201, f"{name} allow 1 to {most} characters")
    if body["type"] == "normal":
        _check_content(body)
    elif not body.get("video_id"):
        raise invalid("video_id")


def _check_content(body: dict[str, Any]) -> None:
    cover = body.get("cover")
    if not isinstance(cover, dict) or cover.get("cover_type") not in ("photo", "video"):
        raise Refused(-201, "cover value is invalid")
    if cover["cover_type"] == "photo":
        _check_url(cover.get("photo_url"))
    blocks = body.get("body")
    if not isinstance(blocks, list) or not blocks:
        raise invalid("body")
    for block in blocks:
        if not isinstance(block, dict) or not block.get(BLOCKS.get(str(block.get("type")), "-")):
            raise invalid("body")


def _check_url(url: Any) -> None:
    parts = urlsplit(url) if isinstance(url, str) and url.isascii() else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc or " " in str(url):
        raise Refused(-201, f"photo_url {url} is invalid")


def _is_heavy(world: World, article: Article) -> bool:
    """A picture of ours above a megabyte passes create and fails here, as the live platform does."""
    url = str((article.fields.get("cover") or {}).get("photo_url", ""))
    blob = world.media.get(url.rsplit("/", 1)[-1]) if "/_media/" in url else None
    return blob is not None and len(blob.data) >= MEGABYTE


def _is_fetched(article: Article) -> bool:
    """Whether the cover can be fetched and is below a megabyte; only this machine is ever asked."""
    url = str((article.fields.get("cover") or {}).get("photo_url", ""))
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "localhost"):
        return True
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=2)
    try:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        answer = connection.getresponse()
        return answer.status == 200 and len(answer.read(MEGABYTE)) < MEGABYTE
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
