"""What is said beside look-ups: to stickers, voices and places, to who wants a person, about photos."""

import datetime as dt
from collections.abc import Callable

from portal.chat.messages import NO_PERSON, Reply, help_button, page, person_button, query, say
from portal.core import clock


def not_read(name: str) -> Reply:
    """An event that holds no text: a sticker, a voice, a file, a place, a link; by the event's name."""
    make = _NOT_READ.get(name.removeprefix("user_send_"))
    return make() if make else Reply(say("sticker"), (help_button(),))


_NOT_READ: dict[str, Callable[[], Reply]] = {
    "audio": lambda: Reply(say("voice"), (person_button(), help_button())),
    "video": lambda: Reply(say("voice"), (person_button(), help_button())),
    "file": lambda: Reply(say("file"), (page("Tìm thủ tục", "/thu-tuc/"), person_button())),
    "location": lambda: Reply(say("place"), (page("Hỗ trợ", "/ho-tro/"), page("Phản ánh", "/phan-anh/"))),
    "link": lambda: Reply(say("link"), (help_button(),)),
    "business_card": lambda: Reply(say("link"), (help_button(),)),
}


def person_asked(hours: str, opens: dt.datetime | None) -> Reply:
    """Somebody will be written to by a person: now, or when the office opens again."""
    no_more = (query("Thôi gặp cán bộ", NO_PERSON),)
    if opens is None:
        return Reply(say("person_open", hours=hours), no_more)
    return Reply(say("person_shut", until=clock.shown(opens)), no_more)


def person_waiting() -> Reply:
    """They asked again."""
    return Reply(say("person_waiting"), (query("Thôi gặp cán bộ", NO_PERSON),))


def person_closed() -> Reply:
    """The machine answers again."""
    return Reply(say("person_closed"))


def photo_tip() -> Reply:
    """The first photo that could not be read."""
    return Reply(say("photo_tip"))


def photo_person() -> Reply:
    """The second one: a person may help."""
    return Reply(say("photo_person"), (person_button(),))


def photo(word: str) -> Reply:
    """A photo that led to no dossier; `word` says why: other, id_card, away, no_picture."""
    return Reply(say(f"photo_{word}"), (help_button(),))


def link_over() -> Reply:
    """A printed link of ours that opens nothing any more."""
    return Reply(say("link_over"))
