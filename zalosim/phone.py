"""The phone in a browser: its page, its files, and the few calls its script makes."""

import base64
import html
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from zalosim import acts
from zalosim.people import Person
from zalosim.wire import HTML, Answer, Request
from zalosim.world import World

STATIC = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html"}
LONGEST_WAIT = 25.0
LISTED = 200  # citizens to choose from; a link may still name another
MENU = (("Thông tin", "/thong-tin/"), ("Dịch vụ công", "/dich-vu-cong/"), ("Hỗ trợ", "/ho-tro/"))
COLOURS = ("#3b6ea5", "#7a5c99", "#2f7d6b", "#9a6a2f", "#a34f5e", "#4f6b8a", "#5d7a3a")
# Pages of the portal open inside the phone, so frames of any origin are needed; scripts are ours alone.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data: http: https:; "
    "connect-src 'self'; frame-src http: https:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


def answer(world: World, request: Request) -> Answer | None:
    """The phone's part of the address space; None: not ours."""
    if request.path == "/" and request.method in ("GET", "HEAD"):
        return _file("phone.html", no_store=True)
    if request.path.startswith("/static/"):
        return _file(request.path.removeprefix("/static/"))
    for prefix, show in SHOWN.items():
        if request.path.startswith(prefix):
            return show(world, request.path.removeprefix(prefix))
    if (call := CALLS.get((request.method, request.path))) is not None:
        return _called(world, request, call)
    return None


def _called(world: World, request: Request, call: Callable[[World, Request], dict[str, Any]]) -> Answer:
    origin = request.header("origin")
    if origin and urlsplit(origin).netloc != request.header("host"):
        return Answer.of({"error": "another page may not press buttons here"}, 403)
    try:
        return Answer.of(call(world, request), headers={"Cache-Control": "no-store"})
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        return Answer.of({"error": str(problem) or type(problem).__name__}, 400)


def _file(name: str, *, no_store: bool = False) -> Answer:
    path = (STATIC / name).resolve()
    if path.parent != STATIC.resolve() or not path.is_file():
        return Answer.text("không có trang này", 404)
    kind = KINDS.get(path.suffix, "application/octet-stream")
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store" if no_store else "no-cache",
    }
    return Answer(200, path.read_bytes(), f"{kind}; charset=utf-8", headers)


def _media(world: World, name: str) -> Answer:
    blob = world.media.get(name.partition(".")[0])
    if blob is None:
        return Answer.text("không có tệp này", 404)
    # Somebody else's bytes: shown as what they are, never run.
    headers = {"X-Content-Type-Options": "nosniff"}
    if blob.suffix != "pdf":  # the browser's own PDF viewer does not start in a sandbox
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return Answer(200, blob.data, blob.kind, headers)


def _avatar(world: World, name: str) -> Answer:
    person = world.person(name.removesuffix(".svg"))
    letter = (person.name.split()[-1][:1] if person and person.name else "?").upper()
    colour = COLOURS[int(person.user_id) % len(COLOURS) if person else 0]
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
        f'<rect width="40" height="40" fill="{colour}"/>'
        f'<text x="20" y="27" font-family="sans-serif" font-size="19" fill="#fff" text-anchor="middle">'
        f"{html.escape(letter)}</text></svg>"
    )
    return Answer(200, drawn.encode(), "image/svg+xml", {"Cache-Control": "max-age=3600"})


def _article(world: World, article_id: str) -> Answer:
    article = world.articles.posts.get(article_id)
    if article is None or not article.is_ready:
        return Answer.text("không có bài này", 404)
    blocks = [str(one["content"]) for one in article.fields.get("body", []) if one.get("type") == "text"]
    text = "".join(f"<p>{html.escape(block)}</p>" for block in blocks)
    title = html.escape(str(article.fields["title"]))
    head = f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{title}</title>'
    return Answer.text(f"{head}<h1>{title}</h1>{text}</html>", 200, HTML)


def start(world: World, request: Request) -> dict[str, Any]:
    """What the page draws first: the account, its menu, the citizens."""
    with world.lock:
        portal = world.switches.portal_url.rstrip("/")
        people = [_person(one) for one in list(world.people.values())[:LISTED]]
        asked = world.person(request.query.get("citizen", ""))
        if asked is not None and all(one["user_id"] != asked.user_id for one in people):
            people.append(_person(asked))
        return {
            "epoch": world.epoch,
            "oa": {"id": world.identity.oa_id, "name": world.switches.oa_name},
            "menu": [{"title": title, "url": portal + path if portal else ""} for title, path in MENU],
            "people": people,
        }


def chat(world: World, request: Request) -> dict[str, Any]:
    """One citizen's chat after a number; waits until there is news, so messages appear at once."""
    user_id = request.query.get("citizen", "")
    version, after = int(request.query.get("version") or -1), int(request.query.get("after") or 0)
    wait = min(float(request.query.get("wait") or 0), LONGEST_WAIT)
    epoch = request.query.get("epoch", "")
    with world.lock:

        def has_news() -> bool:
            person = world.person(user_id)
            return person is None or person.version != version or world.epoch != epoch

        world.lock.wait_for(has_news, wait)
        person = world.person(user_id)
        if person is None:
            raise KeyError("không có người dùng này")
        first = after if world.epoch == epoch else 0
        messages = [one for one in world.chats.of(user_id, first) if not one.get("hidden")]
        news = {"epoch": world.epoch, "version": person.version, "seq": world.chats.seq}
        return news | {"messages": [dict(one) for one in messages], "person": _person(person)}


def act(world: World, request: Request) -> dict[str, Any]:
    """A tap or a typed line."""
    order = request.json()
    user_id = str(order.get("citizen", ""))
    if world.person(user_id) is None:
        raise KeyError("không có người dùng này")
    done = ACTS.get(str(order.get("act")))
    if done is None:
        raise ValueError("không có thao tác này")
    done(world, user_id, order)
    return {"ok": True}


def _say(world: World, user_id: str, order: dict[str, Any]) -> object:
    text = str(order.get("text", "")).strip()
    if not text:
        raise ValueError("chưa có nội dung")
    return acts.say(world, user_id, text, hidden=bool(order.get("hidden")))


def _photo(world: World, user_id: str, order: dict[str, Any]) -> object:
    data = base64.b64decode(str(order.get("data", "")), validate=True)
    if not data:
        raise ValueError("chưa có ảnh")
    return acts.send_file(world, user_id, data, str(order.get("name") or ""), str(order.get("text") or ""))


def _person(person: Person) -> dict[str, Any]:
    names = ("user_id", "name", "phone", "is_following", "shared")
    return {name: getattr(person, name) for name in names}


ACTS: dict[str, Callable[[World, str, dict[str, Any]], object]] = {
    "follow": lambda world, user_id, order: acts.follow(world, user_id),
    "unfollow": lambda world, user_id, order: acts.unfollow(world, user_id),
    "open": lambda world, user_id, order: acts.open_chat(world, user_id),
    "share": lambda world, user_id, order: acts.share_info(world, user_id),
    "seen": lambda world, user_id, order: acts.see(
        world, user_id, [str(one) for one in order.get("ids", [])]
    ),
    "say": _say,
    "photo": _photo,
}
SHOWN: dict[str, Callable[[World, str], Answer]] = {
    "/_media/": _media,
    "/_avatar/": _avatar,
    "/_article/": _article,
}
CALLS: dict[tuple[str, str], Callable[[World, Request], dict[str, Any]]] = {
    ("GET", "/_phone/start"): start,
    ("GET", "/_phone/chat"): chat,
    ("POST", "/_phone/act"): act,
}
