"""Messages as Zalo wants them; what is beyond its limits is refused before the call (CONTRACT.md 3.2)."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from portal.zalo.answers import Refused

MOST_SIGNS, MOST_BUTTONS, MOST_TITLE, MOST_QUERY = 2000, 5, 100, 1000
MOST_SUBTITLE, MOST_ELEMENTS, MOST_PHONE, MOST_SMS = 500, 5, 20, 160
LONGEST_URL = 2000

Body = dict[str, Any]


class ButtonLike(Protocol):
    """What a button must have; who owes messages has a class of its own for it."""

    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def payload(self) -> str: ...


@dataclass(frozen=True)
class Row:
    """One row of a list message; the first one needs a subtitle. `url` opens when it is tapped."""

    title: str
    subtitle: str = ""
    image_url: str = ""
    url: str = ""


def within(value: str, most: int, name: str, *, required: bool = True) -> str:
    """The text in NFC, if it is there and not too long; Refused names what is not."""
    found = unicodedata.normalize("NFC", value)
    if len(found) > most or (required and not found.strip()):
        raise Refused(f"beyond limits: {name}")
    return found


def link(value: str, name: str) -> str:
    """A web address in plain ASCII; Refused when it is none."""
    parts = urlsplit(value) if value.isascii() and len(value) <= LONGEST_URL and " " not in value else None
    if parts is None or parts.scheme not in {"http", "https"} or not parts.netloc:
        raise Refused(f"no address: {name}")
    return value


def text(said: str, buttons: Sequence[ButtonLike] = (), quote: str = "") -> Body:
    """A consultation text, perhaps with buttons or as the answer to an earlier message."""
    made: Body = {"text": within(said, MOST_SIGNS, "text")}
    if quote:
        made["quote_message_id"] = quote
    if buttons:
        made["attachment"] = _template("button", buttons=_buttons(buttons))
    return made


def picture(attachment_id: str = "", url: str = "", said: str = "") -> Body:
    """An image that was uploaded, or that stands at a public address, with a text beside it."""
    if bool(attachment_id) == bool(url):
        raise Refused("an image is uploaded or has an address, and only one of both")
    element = {"media_type": "image", **({"attachment_id": attachment_id} if attachment_id else {})}
    if url:
        element["url"] = link(url, "image")
    return {**_said(said), "attachment": _template("media", elements=[element])}


def gif(attachment_id: str, width: int, height: int, said: str = "") -> Body:
    """A moving picture that was uploaded; Zalo wants its size."""
    if not attachment_id or width < 1 or height < 1:
        raise Refused("beyond limits: size")
    element = {"media_type": "gif", "attachment_id": attachment_id, "width": width, "height": height}
    return {**_said(said), "attachment": _template("media", elements=[element])}


def file(token: str) -> Body:
    """A document that was uploaded."""
    if not token:
        raise Refused("no token of a file")
    return {"attachment": {"type": "file", "payload": {"token": token}}}


def ask_for_info(title: str, subtitle: str, image_url: str) -> Body:
    """Zalo's own request for name and phone; the answer is the event user_submit_info."""
    element = {
        "title": within(title, MOST_TITLE, "title"),
        "subtitle": within(subtitle, MOST_SUBTITLE, "subtitle"),
        "image_url": link(image_url, "image"),
    }
    return {"attachment": _template("request_user_info", elements=[element])}


def rows(told: Sequence[Row], buttons: Sequence[ButtonLike] = ()) -> Body:
    """A list message of up to five rows."""
    if not 0 < len(told) <= MOST_ELEMENTS:
        raise Refused("beyond limits: rows")
    elements = [_row(row, is_first=not at) for at, row in enumerate(told)]
    more = {"buttons": _buttons(buttons)} if buttons else {}
    return {"attachment": _template("list", elements=elements, **more)}


def _said(said: str) -> Body:
    return {"text": within(said, MOST_SIGNS, "text")} if said else {}


def _template(kind: str, **payload: Any) -> Body:
    return {"type": "template", "payload": {"template_type": kind, **payload}}


def _row(row: Row, *, is_first: bool) -> Body:
    made: Body = {"title": within(row.title, MOST_TITLE, "title")}
    if row.subtitle or is_first:
        made["subtitle"] = within(row.subtitle, MOST_SUBTITLE, "subtitle")
    if row.image_url:
        made["image_url"] = link(row.image_url, "image")
    if row.url:
        made["default_action"] = {"type": "oa.open.url", "url": link(row.url, "url")}
    return made


def _buttons(buttons: Sequence[ButtonLike]) -> list[Body]:
    if len(buttons) > MOST_BUTTONS:
        raise Refused("beyond limits: buttons")
    return [_button(one) for one in buttons]


def _button(button: ButtonLike) -> Body:
    """`sms` carries its number and text with a line break between them."""
    made: Mapping[str, tuple[str, Any]] = {
        "url": ("oa.open.url", lambda told: {"url": link(told, "url")}),
        "query": ("oa.query.show", lambda told: within(told, MOST_QUERY, "query")),
        "hidden": ("oa.query.hide", lambda told: within(told, MOST_QUERY, "query")),
        "phone": ("oa.open.phone", lambda told: {"phone_code": within(told, MOST_PHONE, "phone")}),
        "sms": ("oa.open.sms", _sms),
    }
    if button.kind not in made:
        raise Refused("no such button")
    kind, payload = made[button.kind]
    title = within(button.title, MOST_TITLE, "title of a button")
    return {"title": title, "type": kind, "payload": payload(button.payload)}


def _sms(told: str) -> Body:
    phone, _, said = told.partition("\n")
    return {"content": within(said, MOST_SMS, "sms"), "phone_code": within(phone, MOST_PHONE, "phone")}
