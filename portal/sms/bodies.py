"""What a gateway is asked: a body by the province's own pattern, a short text, a signature if wanted."""

import base64
import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.core import clock, settings
from portal.core.search import bare

GSM_ONE, GSM_MORE = 160, 153  # signs of a text that phones take as one message, or as parts of one
UCS_ONE, UCS_MORE = 70, 67
MOST_PARTS = 3
_ESCAPED = frozenset("[]{}\\^~|")  # two signs each in the seven-bit alphabet


def plain(text: str) -> str:
    """Without marks, as most gateways want it and as it costs less; “” become ordinary quotes."""
    found = text.replace("…", "...")
    for sign, ordinary in (("“", '"'), ("”", '"'), ("’", "'"), ("–", "-"), ("·", "-")):
        found = found.replace(sign, ordinary)
    return bare(found)


def said(text: str) -> str:
    """The text as it goes out, on one line."""
    line = " ".join(text.split())
    return plain(line) if settings.get().sms_plain else unicodedata.normalize("NFC", line)


@dataclass(frozen=True)
class Size:
    """How much of an SMS a text takes: signs as phone companies count them, and messages they charge."""

    signs: int
    is_gsm: bool  # seven bits a sign; one sign outside that alphabet makes all of them sixteen
    parts: int


def size(text: str) -> Size:
    """Count a text; of the seven-bit alphabet only what ASCII has is trusted to gateways."""
    is_gsm = text.isascii() and "`" not in text
    signs = sum(1 + (sign in _ESCAPED) for sign in text) if is_gsm else len(text.encode("utf-16-le")) // 2
    one, more = (GSM_ONE, GSM_MORE) if is_gsm else (UCS_ONE, UCS_MORE)
    return Size(signs, is_gsm, 1 if signs <= one else -(-signs // more))


def room(text: str) -> int:
    """How many signs a text of this alphabet may have at most, shortening included."""
    return MOST_PARTS * (GSM_MORE if size(text).is_gsm else UCS_MORE) - len("..")


def body(number: str, text: str, reference: str) -> bytes:
    """SMS_BODY with its places filled; a place stands alone or within a text, wherever it stands."""
    chosen = settings.get()
    places = {
        "{phone}": number.removeprefix("+"),
        "{text}": text,
        "{reference}": reference,
        "{sender}": chosen.sms_sender,
    }
    return json.dumps(_filled(json.loads(chosen.sms_body), places), ensure_ascii=False).encode()


def _filled(value: Any, places: Mapping[str, str]) -> Any:
    """Each text is looked through once, so that what is filled in is never read as a place."""
    if isinstance(value, dict):
        return {name: _filled(inner, places) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, places) for inner in value]
    if not isinstance(value, str):
        return value
    made, rest = "", value
    while rest:
        place = next((name for name in places if rest.startswith(name)), "")
        made += places[place] if place else rest[0]
        rest = rest[len(place) or 1 :]
    return made


def headers(reference: str, sent: bytes) -> dict[str, str]:
    """How the gateway knows us: by nothing, a bearer token, user and password, a header, or a signature.

    The signature is that of Standard Webhooks: id, moment and body under HMAC-SHA256.
    """
    chosen = settings.get()
    secret = chosen.sms_secret.get_secret_value() if chosen.sms_secret else ""
    if chosen.sms_auth == "bearer":
        return {"Authorization": f"Bearer {secret}"}
    if chosen.sms_auth == "basic":
        return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
    if chosen.sms_auth == "header":
        name, _, value = secret.partition(":")
        return {name.strip(): value.strip()}
    if chosen.sms_auth == "signed":
        return _signed(secret, reference, sent)
    return {}


def _signed(secret: str, reference: str, sent: bytes) -> dict[str, str]:
    moment = str(int(clock.now().timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{reference}.{moment}.".encode() + sent, hashlib.sha256).digest()
    return {
        "webhook-id": reference,
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(mac).decode(),
    }
