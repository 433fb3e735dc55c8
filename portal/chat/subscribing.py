"""Which news somebody wants, said or tapped in the chat; the same choices as on the page /toi/chu-de/."""

import uuid
from dataclasses import dataclass

from portal.broadcast.choosing import operations, queries
from portal.broadcast.choosing.topics import COMMUNE, GENERAL, TOPICS, Said
from portal.broadcast.officials import operations as officials
from portal.broadcast.officials import queries as groups
from portal.chat.messages import Reply, page, query, say
from portal.core.errors import Conflict, Missing, TooMany
from portal.core.search import bare
from portal.notifications.messages import Button
from portal.places import queries as places
from portal.places import spoken

ON, OFF, LIST = "#nhantin", "#thoitin", "#tin"
OFFERED = ("cup-dien", "thoi-tiet", "chinh-sach", "su-kien")
_PLACES = 3


@dataclass(frozen=True)
class Who:
    """Who chooses, and the event it stands on."""

    citizen_id: uuid.UUID
    evidence: str


def said(told: Said, who: Who) -> Reply:
    """A sentence about news: the list, a topic or a commune, on or off."""
    if told.topic is None:
        return listed(who)
    if told.topic == COMMUNE:
        return _places(told.rest, who, on=told.on)
    if not told.on:
        return off(told.topic, who)
    operations.choose(who.citizen_id, told.topic, who.evidence, "oa")
    return _places(told.rest, who, on=True) if told.rest else _on(told.topic, who)


def on(rest: str, who: Who) -> Reply:
    """The button that begins a topic, or names a commune by its code."""
    topic, _, about = rest.partition(" ")
    if topic == COMMUNE:
        return _place(about, who, on=True)
    if topic not in TOPICS:
        return listed(who)
    operations.choose(who.citizen_id, topic, who.evidence, "oa")
    return _on(topic, who)


def off(rest: str, who: Who) -> Reply:
    """The button below every message that was sent to many: no more of these topics, or of the group."""
    for word in rest.split(",")[: len(TOPICS)]:
        name, _, about = word.strip().partition(" ")
        if name == "nhom":
            _leave(about, who)
        elif name == COMMUNE:
            return _place(about, who, on=False)
        elif name in TOPICS:
            operations.end(who.citizen_id, name, who.evidence)
        elif name == GENERAL:
            operations.end_all(who.citizen_id, "chat", who.evidence, "oa")
    names = [TOPICS[name.strip()].title for name in rest.split(",") if name.strip() in TOPICS]
    usual = "tin của nhóm cán bộ" if rest.startswith("nhom") else "tin chung của tỉnh"
    return Reply(say("news_off", text=", ".join(names) or usual), (_all(), _page()))


def listed(who: Who) -> Reply:
    """What comes now, and buttons for what does not."""
    chosen = queries.of(who.citizen_id)
    names = [topic.title for name, topic in TOPICS.items() if chosen.is_on(name)]
    communes = ", ".join(unit.name for unit in chosen.communes) or "chưa chọn"
    more = [query(f"Nhận {TOPICS[name].title}", f"{ON} {name}") for name in OFFERED if not chosen.is_on(name)]
    text = say("news", text=", ".join(names) or "chưa chọn", place=communes)
    return Reply(text, (*more[:3], _page()))


def join(rest: str, who: Who) -> Reply:
    """The code of a group of officials."""
    try:
        name = officials.join(who.citizen_id, rest, who.evidence)
    except TooMany:
        return Reply(say("too_often"))
    except Missing:
        return Reply(say("official_no"))
    return Reply(say("official", text=name), (_page(),))


def _on(topic: str, who: Who) -> Reply:
    chosen = queries.of(who.citizen_id)
    if TOPICS[topic].is_local and not chosen.communes:
        return Reply(say("news_place", text=TOPICS[topic].title), (_page(),))
    stop = query("Thôi nhận tin này", f"{OFF} {topic}")
    return Reply(say("news_on", text=TOPICS[topic].title), (stop, _all()))


def _places(rest: str, who: Who, *, on: bool) -> Reply:
    """The commune that is named, by its name of today or of before; several are asked about."""
    found = spoken.named_in(rest)
    now = found.now if found else ()
    codes = [unit.code for unit in places.communes() if bare(unit.name) in {bare(name) for name in now}]
    if len(codes) == 1:
        return _place(codes[0], who, on=on)
    named = {unit.code: unit.name for unit in places.communes()}
    word = f"{ON if on else OFF} {COMMUNE}"
    return Reply(say("news_where"), (*(query(named[c], f"{word} {c}") for c in codes[:_PLACES]), _page()))


def _place(code: str, who: Who, *, on: bool) -> Reply:
    name = next((unit.name for unit in places.communes() if unit.code == code), None)
    if name is None:
        return Reply(say("news_where"), (_page(),))
    if not on:
        operations.end(who.citizen_id, COMMUNE, who.evidence, code)
        return Reply(say("news_off", text=f"tin của {name}"), (_all(),))
    try:
        operations.choose(who.citizen_id, COMMUNE, who.evidence, "oa", code)
    except Conflict:
        return Reply(say("news_full"), (_page(),))
    chosen = queries.of(who.citizen_id)
    names = [topic.title for key, topic in TOPICS.items() if topic.is_local and chosen.is_on(key)]
    if not names:  # a place alone brings nothing: which news of it?
        offers = [query(f"Nhận {t.title}", f"{ON} {key}") for key, t in TOPICS.items() if t.is_local]
        return Reply(say("news_what", place=name), (*offers, _page()))
    stop = query(f"Thôi nhận tin {name}", f"{OFF} {COMMUNE} {code}")
    return Reply(say("news_on", text=f"{', '.join(names)} ở {name}"), (stop, _all()))


def _leave(told: str, who: Who) -> None:
    """Out of one group; out of all of them when none is named."""
    for group in groups.of(who.citizen_id):
        if told in {"", str(group.id)}:
            officials.leave(who.citizen_id, group.id, who.evidence)


def _all() -> Button:
    return query("Tin tôi nhận", LIST)


def _page() -> Button:
    return page("Chọn tin trên trang", "/toi/chu-de/")
