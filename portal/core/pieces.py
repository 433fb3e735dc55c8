"""Parts of pages that say the same to whoever asks: each is rendered once for what it tells, then joined.

A part is kept under everything it was made of (words, version, language), never under time or an address, so
nothing has to be dropped when content changes. It is rendered in a room without the request, the session and
the reader: a template that asks for one of them fails there, so nothing personal can be kept.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any

from flask import Flask, current_app
from jinja2 import Environment
from markupsafe import escape

from portal.core import language, settings

MOST, LARGEST = 250, 100_000
PARTS = ("title", "description", "head", "content", "useful")
PERSONAL = {"request", "session", "g", "csrf_token", "get_flashed_messages", "here", "other_language"}
CUT, USUAL = "\0", "\1"  # no text can hold them: core/typed.py and PostgreSQL refuse the one, XML the other
_HOLE = re.compile(rb"\x02(\w+)\x02(.*?)\x03", re.DOTALL)
_ROOM = "portal-pieces"

Parts = Mapping[str, bytes]
Values = Callable[[], Mapping[str, Any]]


class Room:
    """The templates of one app without its readers, and what was rendered there; least used goes first."""

    def __init__(self, app: Flask) -> None:
        self.env: Environment = app.jinja_env.overlay(cache_size=400)
        usual = app.jinja_env.globals
        self.env.globals = {name: value for name, value in usual.items() if name not in PERSONAL}
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock, self._for = Lock(), settings.get()

    def take(self, key: Hashable) -> Any:
        """What is kept under a key; None without. Other settings are another house: all of it goes."""
        with self._lock:
            if self._for is not settings.get():
                self._for = settings.get()
                self._kept.clear()
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, made: Any, size: int) -> None:
        """Keep it, unless it is too large."""
        with self._lock:
            if size <= LARGEST:
                self._kept[key] = made
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Render everything anew."""
        with self._lock:
            self._kept.clear()


def set_up(app: Flask) -> None:
    """After the words of all templates are there."""
    app.extensions[_ROOM] = Room(app)


def room(app: Flask | None = None) -> Room:
    """The app's own."""
    found: Room = (app or current_app).extensions[_ROOM]
    return found


def parts(env: Environment, template: str, values: Mapping[str, Any]) -> Parts:
    """What a page says in its own blocks; a block it leaves to the house is missing."""
    told = {**values, "layout": "_blocks.html", "cut": CUT, "usual": USUAL}
    found = env.get_template(template).render(told).encode().split(CUT.encode())
    return {name: part for name, part in zip(PARTS, found, strict=True) if part != USUAL.encode()}


def same_parts(template: str, key: Hashable, usual: Mapping[str, Any], values: Values) -> Parts:
    """The blocks of a page that says the same while `key` is; `values` are only asked for when it is new."""
    named = template, language.chosen(), key
    made: Parts | None = room().take(named)
    if made is None:
        made = parts(room().env, template, {**usual, **values()})
        room().put(named, made, sum(map(len, made.values())))
    return made


class Frame:
    """The house around a page, with holes for what changes."""

    def __init__(self, html: bytes) -> None:
        self.size = len(html)
        self._pieces = _HOLE.split(html)  # words, name of a hole, what stands there otherwise, words ...

    def around(self, found: Parts, words: Mapping[str, str]) -> bytes:
        """The whole page: parts go in as they are, `words` are escaped."""
        marks = [(hole(name).encode(), str(escape(word)).encode()) for name, word in words.items()]

        def own(piece: bytes) -> bytes:
            for mark, word in marks:
                piece = piece.replace(mark, word)
            return piece

        told = [own(self._pieces[0])]
        for at in range(1, len(self._pieces), 3):
            name, otherwise, after = self._pieces[at : at + 3]
            part = found.get(name.decode())
            told += (own(otherwise) if part is None else part, own(after))
        return b"".join(told)


def frame(at: str, alerts: list[dict[str, str]], usual: Mapping[str, Any]) -> Frame:
    """The frame of pages at this place of the menu, as `place` names it, with these alerts above."""
    named = "", language.chosen(), at, tuple(tuple(alert.values()) for alert in alerts)
    made: Frame | None = room().take(named)
    if made is None:
        code = language.other()
        other = {"code": code, "name": language.NAMES[code], "href": hole("back")}
        told = {"frame_at": at, "alerts": alerts, "begin": begin, "end": "\3"}
        told |= {"here": lambda: hole("here"), "other_language": lambda: other}
        made = Frame(room().env.get_template("_frame.html").render({**usual, **told}).encode())
        room().put(named, made, made.size)
    return made


def begin(name: str) -> str:
    """Where a part goes; what stands there otherwise follows, up to an end."""
    return f"\2{name}\2"


def hole(name: str) -> str:
    """Where a word goes."""
    return f"\4{name}\4"


def place(path: str) -> str:
    """As much of a path as the menu looks at: its first part, and whether anything follows."""
    head, slash, more = path[1:].partition("/")
    return f"/{head}{slash}{'.' if more else ''}"


def house() -> dict[str, Any]:
    """What every page may say of the province, whoever asks."""
    chosen = settings.get()
    province = {
        "name": chosen.province_name,
        "oa_name": chosen.oa_name,
        "oa_link": f"https://zalo.me/{chosen.zalo_oa_id}",
        "hotline": chosen.hotline,
        "national_portal": chosen.national_portal,
        "portal": chosen.provincial_portal,
        "is_demo": chosen.is_demo,
    }
    return {"locale": language.chosen(), "province": province}
