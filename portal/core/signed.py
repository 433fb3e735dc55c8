"""Short addresses that carry one id and when they were made, and that nobody else can make."""

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import uuid

from portal.core import clock, settings

_MAC = 12  # bytes: guessing one takes more calls than anybody can make
_LENGTH = 43  # signs of 16 + 4 + 12 bytes


def make(purpose: str, subject_id: uuid.UUID) -> str:
    """A token for this id, of this moment; good for its purpose alone."""
    told = subject_id.bytes + int(clock.now().timestamp()).to_bytes(4, "big")
    return _spelt(told + _mac(purpose, told))


def read(purpose: str, token: str) -> tuple[uuid.UUID, dt.datetime] | None:
    """The id and the moment in a token; None when we did not make it for this purpose."""
    if len(token) != _LENGTH or not token.isascii():
        return None
    try:
        raw = base64.urlsafe_b64decode(token + "=")
    except (binascii.Error, ValueError):
        return None
    told, mac = raw[:20], raw[20:]
    # The last sign has two bits to spare: one spelling of a token is enough.
    if _spelt(raw) != token or not hmac.compare_digest(mac, _mac(purpose, told)):
        return None
    return uuid.UUID(bytes=told[:16]), dt.datetime.fromtimestamp(int.from_bytes(told[16:], "big"), dt.UTC)


def _spelt(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _mac(purpose: str, told: bytes) -> bytes:
    key = settings.get().secret_key.get_secret_value().encode()
    return hmac.new(key, b"signed:" + purpose.encode() + b":" + told, hashlib.sha256).digest()[:_MAC]
