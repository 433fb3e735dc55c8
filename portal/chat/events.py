"""A webhook's bytes as a typed event: what kind, of whom, when, and the key that makes repeats harmless."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.citizens.forms import parse_phone
from portal.core import settings, strict_json
from portal.core.errors import Malformed

DEPTH = 32  # lists with buttons nest deeper than what people send us elsewhere
_ID = re.compile(r"[!-~]{1,100}")
_QUERY = re.compile(r"query:\d+:[^:]*:(.*)", re.DOTALL)
_FIRST_YEAR, _LAST_YEAR = 2015, 2100


class Kind(StrEnum):
    """What we do about an event."""

    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    TEXT = "text"
    ATTACHMENT = "attachment"
    INFO = "info"
    CHATNOW = "chatnow"
    WITHDRAW = "withdraw"
    ECHO = "echo"  # what the Official Account itself sent, by us or by a person in Zalo's own tool
    RECEIPT = "receipt"
    NOTED = "noted"  # known, kept, nothing to do
    UNKNOWN = "unknown"


WORKED_ON = frozenset(
    {
        Kind.FOLLOW,
        Kind.UNFOLLOW,
        Kind.TEXT,
        Kind.ATTACHMENT,
        Kind.INFO,
        Kind.CHATNOW,
        Kind.WITHDRAW,
    }
)
"""Kinds that change something; the others are kept."""


def _named(kind: Kind, prefix: str, words: str) -> dict[str, Kind]:
    return {prefix + word: kind for word in words.split()}


NAMES: dict[str, Kind] = {
    "follow": Kind.FOLLOW,
    "unfollow": Kind.UNFOLLOW,
    "user_send_text": Kind.TEXT,
    "user_submit_info": Kind.INFO,
    "user_click_chatnow": Kind.CHATNOW,
    "user_withdraw": Kind.WITHDRAW,
    **_named(
        Kind.ATTACHMENT,
        "user_send_",
        "image gif location link file audio video sticker business_card",
    ),
    **_named(Kind.ECHO, "oa_send_", "text image gif list file sticker template"),
    **_named(Kind.RECEIPT, "user_", "received_message seen_message"),
    **_named(Kind.NOTED, "anonymous_send_", "text image file sticker"),
    **_named(Kind.NOTED, "oa_send_anonymous_", "text image file sticker"),
    **_named(Kind.NOTED, "oa_send_group_", "text image file sticker gif link audio location video"),
    **_named(Kind.NOTED, "user_send_group_", "text image file sticker gif link audio location video"),
    **_named(Kind.NOTED, "change_", "oa_daily_quota template_status template_quality template_quota"),
    **_named(
        Kind.NOTED,
        "",
        """user_reacted_message oa_reacted_message add_user_to_tag remove_user_from_tag remove_tag
        update_user_info widget_interaction_accepted widget_failed_to_sync_user_external_id user_feedback
        user_click_response_button change_oa_template_tags event_journey_acknowledged event_journey_time_out
        oa_send_consent user_reply_consent user_call_oa oa_call_user extension_purchased create_group
        user_join_group user_request_join_group accept_request_join_group reject_request_join_group
        add_group_admin remove_group_admin update_group_info user_out_group delete_group""",
    ),
}


@dataclass(frozen=True)
class Event:
    """One event as we understand it; ids are text."""

    name: str
    kind: Kind
    key: str
    is_ours: bool  # it is about our Official Account
    at: dt.datetime | None  # None when the timestamp is unusable
    user_id: str | None = None
    user_id_by_app: str | None = None
    text: str = ""
    phone: str | None = None  # as told, of user_submit_info
    message_id: str | None = None


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
    name = name if isinstance(name, str) and _ID.fullmatch(name) else "unnamed"
    message = value.get("message")
    message = message if isinstance(message, dict) else {}
    is_ours, user_id = _parties(value)
    text = message.get("text")
    return Event(
        name=name,
        kind=NAMES.get(name, Kind.UNKNOWN),
        key=_key(name, _parts(name, value, message, user_id), raw),
        is_ours=is_ours,
        at=_moment(value.get("timestamp")),
        user_id=user_id,
        user_id_by_app=_id(value.get("user_id_by_app")),
        text=_payload(text) if isinstance(text, str) else "",
        phone=_phone(value.get("info")),
        message_id=_id(message.get("msg_id")),
    )


def _id(told: Any) -> str | None:
    """An id as text, also from a number or from an object that holds it."""
    if isinstance(told, dict):
        told = told.get("id")
    if isinstance(told, int) and not isinstance(told, bool):
        told = str(told)
    return told if isinstance(told, str) and _ID.fullmatch(told) else None


def _parties(value: dict[str, Any]) -> tuple[bool, str | None]:
    """Is it about our account, and which person; who sent what is told by comparing ids, not by the name."""
    ours = settings.get().zalo_oa_id
    sender, recipient = _id(value.get("sender")), _id(value.get("recipient"))
    named = {sender, recipient, _id(value.get("oa_id")), _id(value.get("oaId"))} - {None}
    if sender == ours:
        user = recipient
    elif sender:
        user = sender
    else:
        data = value.get("data")
        told = (
            value.get("follower"),
            value.get("user_id"),
            data.get("user_id") if isinstance(data, dict) else 0,
        )
        user = next((found for found in map(_id, told) if found), None)
    if user and parse_phone(user):
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


def _moment(told: Any) -> dt.datetime | None:
    """Milliseconds (or seconds) since 1970; None for the truncated values that samples show."""
    digits = told.strip() if isinstance(told, str) else str(told)
    if not re.fullmatch(r"[0-9]{10}|[0-9]{13}", digits):
        return None
    seconds = int(digits) / (1000 if len(digits) == 13 else 1)
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _parts(name: str, value: dict[str, Any], message: dict[str, Any], user_id: str | None) -> list[str]:
    """What tells one event from another; empty when only the bytes can."""
    message_id = _id(message.get("msg_id")) or _id(value.get("msg_id"))
    several = message.get("msg_ids")
    stamp = str(value.get("timestamp") or "")
    if message_id and name.endswith("_reacted_message"):
        return [message_id, str(message.get("react_icon")), stamp]
    if message_id and name == "user_click_response_button":
        return [message_id, str(message.get("submit_time") or stamp)]
    if message_id:
        return [message_id]
    if isinstance(several, list) and several:
        return sorted(filter(None, map(_id, several)))
    return [user_id, stamp] if user_id and stamp and NAMES.get(name) in WORKED_ON else []


def _key(name: str, parts: list[str], raw: bytes) -> str:
    told = "\n".join([settings.get().zalo_oa_id, *parts]).encode() if parts else raw
    return f"{name}:{hashlib.sha256(told).hexdigest()}"
