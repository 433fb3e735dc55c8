"""From an event's JSON to its typed detail; a member that is missing, odd or of another type is None."""

import re
from collections.abc import Callable
from typing import Any

from portal.chat.events import shapes
from portal.chat.events.shapes import Attachment, Detail
from portal.chat.events.values import MOST, Told, id_of, ids_of, moment_of, number_of, text_of, within


def attachments(value: Told) -> tuple[Attachment, ...]:
    """What came with the message."""
    found = within(value, "message").get("attachments")
    told = found[:MOST] if isinstance(found, list) else []
    return tuple(_attachment(one) for one in told if isinstance(one, dict))


def _attachment(told: Told) -> Attachment:
    payload = within(told, "payload")
    place = within(payload, "coordinates")
    return Attachment(
        kind=text_of(told.get("type")) or "unknown",
        url=text_of(payload.get("url")) or text_of(payload.get("link_url")),
        thumbnail=text_of(payload.get("thumbnail")),
        title=text_of(payload.get("title")) or text_of(payload.get("text")),
        description=text_of(payload.get("description")),
        name=text_of(payload.get("name")),
        size=number_of(payload.get("size")),
        media=text_of(payload.get("type")),
        checksum=text_of(payload.get("checksum")),
        id=id_of(payload.get("id")) or id_of(payload.get("zinstant_id")),
        latitude=_degrees(place.get("latitude"), 90),
        longitude=_degrees(place.get("longitude"), 180),
    )


def _degrees(told: Any, most: int) -> float | None:
    if isinstance(told, bool) or not isinstance(told, str | int | float):
        return None
    try:
        found = float(told)
    except (ValueError, OverflowError):
        return None
    return found if -most <= found <= most else None


def detail(name: str, value: Told) -> Detail | None:
    """The typed detail of an event by its name; None where the catalogue tells none."""
    for pattern, read in _READERS:
        if pattern.fullmatch(name):
            return read(name, value)
    return None


def _info(_: str, value: Told) -> shapes.Info:
    info = within(value, "info")
    whole = within(info, "full_address")
    return shapes.Info(
        name=text_of(info.get("name")),
        phone=text_of(info.get("phone")),
        birth=text_of(info.get("user_dob")),
        gender=text_of(info.get("gender")),
        address=text_of(whole.get("user_address")) or text_of(info.get("address")),
        ward=text_of(whole.get("user_ward")) or text_of(info.get("ward")),
        district=text_of(info.get("district")),
        city=text_of(whole.get("user_city")) or text_of(info.get("city")),
    )


def message_ids(value: Told) -> tuple[str, ...]:
    """Zalo's ids of the messages an event is about, nested or flat, one or several."""
    message = within(value, "message")
    several = ids_of(message.get("msg_ids")) or ids_of(value.get("msg_ids"))
    one = id_of(message.get("msg_id")) or id_of(value.get("msg_id"))
    return several or ((one,) if one else ())


def _receipt(name: str, value: Told) -> shapes.Receipt:
    message = within(value, "message") or value
    return shapes.Receipt(
        message_ids=message_ids(value),
        is_seen=name == "user_seen_message",
        delivered_at=moment_of(message.get("delivery_time")),
        tracking_id=id_of(message.get("tracking_id")),
    )


def _rating(_: str, value: Told) -> shapes.Rating:
    message = within(value, "message")
    said = message.get("feedbacks")
    told = said[:MOST] if isinstance(said, list) else []
    return shapes.Rating(
        rate=number_of(message.get("rate")),
        note=text_of(message.get("note")),
        feedbacks=tuple(one for one in told if isinstance(one, str)),
        tracking_id=id_of(message.get("tracking_id")),
        submitted_at=moment_of(message.get("submit_time")),
    )


def _tap(_: str, value: Told) -> shapes.Tap:
    message = within(value, "message")
    return shapes.Tap(
        data=text_of(message.get("data")),
        button_type=text_of(message.get("button_type")),
        tracking_id=id_of(message.get("tracking_id")),
        submitted_at=moment_of(message.get("submit_time")),
    )


def _quota(_: str, value: Told) -> shapes.QuotaChange:
    quota = within(value, "quota")
    return shapes.QuotaChange(number_of(quota.get("prev_value")), number_of(quota.get("new_value")))


def _template(name: str, value: Told) -> shapes.TemplateChange:
    what = name.rpartition("_")[2]
    told = within(value, what)
    return shapes.TemplateChange(
        what=what,
        template_id=id_of(value.get("template_id")),
        before=_either(told.get(f"prev_{what}", told.get("prev_value"))),
        after=_either(told.get(f"new_{what}", told.get("new_value"))),
        reason=text_of(value.get("reason")),
    )


def _either(told: Any) -> str | None:
    if isinstance(told, list):
        return ", ".join(one for one in told[:MOST] if isinstance(one, str)) or None
    return text_of(told)


def _widget(_: str, value: Told) -> shapes.Widget:
    data = within(value, "data")
    return shapes.Widget(
        id_of(data.get("user_external_id")), text_of(data.get("url")), text_of(data.get("message"))
    )


def _call(_: str, value: Told) -> shapes.Call:
    talk = number_of(value.get("talk_time"))
    return shapes.Call(
        call_id=id_of(value.get("call_id")),
        call_type=text_of(value.get("call_type")),
        status_code=number_of(value.get("status_code")),
        talk_seconds=None if talk is None else talk / 1000,
    )


def _group(name: str, value: Told) -> shapes.Group:
    """Messages name the group as the recipient; everything else in a member of its own."""
    group_id = id_of(value.get("group_id")) or id_of(value.get("recipient" if "_send_" in name else "group"))
    return shapes.Group(group_id, ids_of(value.get("users")))


def _tagging(_: str, value: Told) -> shapes.Tagging:
    tag = within(value, "tag")
    return shapes.Tagging(text_of(tag.get("name")), ids_of(tag.get("user_ids")))


def _reaction(name: str, value: Told) -> shapes.Reaction:
    icon = text_of(within(value, "message").get("react_icon"))
    return shapes.Reaction(icon, is_from_user=name.startswith("user"))


def _journey(_: str, value: Told) -> shapes.Journey:
    return shapes.Journey(id_of(within(value, "message").get("tracking_id")))


def _consent_asked(_: str, value: Told) -> shapes.ConsentAsked:
    return shapes.ConsentAsked(text_of(value.get("request_type")), moment_of(value.get("expired_time")))


def _consent_answer(_: str, value: Told) -> shapes.ConsentAnswer:
    return shapes.ConsentAnswer(text_of(value.get("user_consent")), moment_of(value.get("expired_time")))


_READERS: list[tuple[re.Pattern[str], Callable[[str, Told], Detail]]] = [
    (re.compile(pattern), read)
    for pattern, read in (
        ("(un)?follow", lambda _, value: shapes.Following(text_of(value.get("source")))),
        ("user_submit_info", _info),
        ("user_(received|seen)_message", _receipt),
        ("(user|oa)_send_group_.*|.*_group(_.*)?", _group),
        ("oa_send_consent", _consent_asked),
        ("user_reply_consent", _consent_answer),
        ("oa_send_.*", lambda _, value: shapes.Echo(id_of(within(value, "sender").get("admin_id")))),
        ("(user|oa)_reacted_message", _reaction),
        ("user_feedback", _rating),
        ("user_click_response_button", _tap),
        ("(add|remove)_user_(to|from)_tag|remove_tag", _tagging),
        ("change_oa_daily_quota", _quota),
        ("change_(oa_)?template_.*", _template),
        ("update_user_info", lambda _, value: shapes.Update(text_of(within(value, "data").get("method")))),
        ("widget_.*", _widget),
        ("user_call_oa|oa_call_user", _call),
        ("event_journey_.*", _journey),
        ("extension_purchased", lambda _, value: shapes.Extension(id_of(value.get("extension_id")))),
    )
]
