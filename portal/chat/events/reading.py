"""A webhook's bytes as a typed event: what kind, of whom, when, and the key that makes repeats harmless."""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.chat.events import telling
from portal.chat.events.kinds import NAMES, WORKED_ON, Kind
from portal.chat.events.shapes import Attachment, Detail
from portal.chat.events.values import id_of, moment_of, within
from portal.citizens.forms import parse_phone
from portal.core import settings, strict_json
from portal.core.errors import Malformed

DEPTH = 32  # lists with buttons nest deeper than what people send us elsewhere
_NAME = re.compile(r"[!-~]{1,100}")
_QUERY = re.compile(r"query:\d+:[^:]*:(.*)", re.DOTALL)


@dataclass(frozen=True)
class Event:
    """One event as we understand it; ids are text. Detail and attachments are read when asked for."""

    name: str
    kind: Kind
    key: str
    is_ours: bool  # it is about our Official Account
    at: dt.datetime | None  # None when the timestamp is unusable
    user_id: str | None = None
    user_id_by_app: str | None = None
    text: str = field(default="", repr=False)
    phone: str | None = field(default=None, repr=False)  # as told, of user_submit_info
    message_id: str | None = None
    message_ids: tuple[str, ...] = ()  # all the messages it is about
    quote_id: str | None = None  # the message that is answered
    conversation_id: str | None = None  # of somebody who writes without an account
    value: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def detail(self) -> Detail | None:
        """What this kind of event tells beside; None where there is nothing."""
        return telling.detail(self.name, self.value) if self.name in NAMES else None

    @cached_property
    def attachments(self) -> tuple[Attachment, ...]:
        """Pictures, files, places ... that came with the message."""
        return telling.attachments(self.value)


def value_of(raw: bytes) -> Any:
    """The JSON of a webhook, or None when it is not the kind of JSON we read."""
    try:
        return strict_json.read(raw, depth=DEPTH)
    except Malformed:
        return None


def read(raw: bytes, value: Any) -> Event:
    """The event in `raw`, whose JSON is `value`; whatever we cannot place is UNKNOWN."""
    if not isinstance(value, dict):
        return Event("unreadable", Kind.UNKNOWN, _key("unreadable", [], raw), is_ours=True, at=None)
    name = value.get("event_name")
    name = name if isinstance(name, str) and _NAME.fullmatch(name) else "unnamed"
    message = within(value, "message")
    is_ours, user_id = _parties(value)
    text = message.get("text")
    return Event(
        name=name,
        kind=NAMES.get(name, Kind.UNKNOWN),
        key=_key(name, _parts(name, value, message, user_id), raw),
        is_ours=is_ours,
        at=moment_of(value.get("timestamp")),
        user_id=user_id,
        user_id_by_app=id_of(value.get("user_id_by_app")),
        text=_payload(text) if isinstance(text, str) else "",
        phone=_phone(value.get("info")),
        message_id=id_of(message.get("msg_id")),
        message_ids=telling.message_ids(value),
        quote_id=id_of(message.get("quote_msg_id")),
        conversation_id=id_of(message.get("conversation_id")),
        value=value,
    )


def _parties(value: dict[str, Any]) -> tuple[bool, str | None]:
    """Is it about our account, and which person; who sent what is told by comparing ids, not by the name."""
    ours = settings.get().zalo_oa_id
    sender, recipient = id_of(value.get("sender")), id_of(value.get("recipient"))
    named = {sender, recipient, id_of(value.get("oa_id")), id_of(value.get("oaId"))} - {None}
    if sender == ours:
        user = recipient
    elif sender:
        user = sender
    else:
        told = (value.get("follower"), value.get("user_id"), within(value, "data").get("user_id"))
        user = next((found for found in map(id_of, told) if found), None)
    if user and len(user) < 18 and parse_phone(user):
        user = None  # receipts of template messages carry a phone number; numbers stay in the sealed bytes
    return ours in named or not named, user


def _payload(text: str) -> str:
    """What a button says may come bare or as `query:<digits>:<token>:<payload>`."""
    wrapped = _QUERY.fullmatch(text)
    return wrapped[1] if wrapped else text


def _phone(info: Any) -> str | None:
    told = info.get("phone") if isinstance(info, dict) else None
    if isinstance(told, int) and not isinstance(told, bool):
        return str(told)
    return told if isinstance(told, str) else None


def _parts(name: str, value: dict[str, Any], message: Mapping[str, Any], user_id: str | None) -> list[str]:
    """What tells one event from another; empty when only the bytes can."""
    message_id = id_of(message.get("msg_id")) or id_of(value.get("msg_id"))
    several = message.get("msg_ids")
    stamp = str(value.get("timestamp") or "")
    if message_id and name.endswith("_reacted_message"):
        return [message_id, str(message.get("react_icon")), stamp]
    if message_id and name in {"user_click_response_button", "user_feedback"}:
        return [message_id, str(message.get("submit_time") or stamp)]
    if message_id:
        return [message_id]
    if isinstance(several, list) and several:
        return sorted(filter(None, map(id_of, several)))
    is_told_apart = NAMES.get(name) in WORKED_ON and "tag" not in value  # two tags may change at one moment
    return [user_id, stamp] if user_id and stamp and is_told_apart else []


def _key(name: str, parts: list[str], raw: bytes) -> str:
    told = "\n".join([settings.get().zalo_oa_id, *parts]).encode() if parts else raw
    return f"{name}:{hashlib.sha256(told).hexdigest()}"
