"""Encryption of columns, the phone number's fingerprint, and random tokens."""

import hashlib
import hmac
import json
import secrets
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from portal.core import quick_json, settings


@cache
def _fernet() -> MultiFernet:
    keys = settings.get().field_keys.get_secret_value().split(",")
    return MultiFernet([Fernet(key.strip()) for key in keys])


def encrypt(raw: bytes) -> bytes:
    """Sealed with the newest key."""
    return _fernet().encrypt(raw)


def decrypt(sealed: bytes) -> bytes:
    """Opened with whichever key fits; raises InvalidToken when none does."""
    return _fernet().decrypt(sealed)


@cache
def _newest() -> Fernet:
    return Fernet(settings.get().field_keys.get_secret_value().split(",")[0].strip())


def sealed_again(sealed: bytes) -> bytes | None:
    """The same, sealed with the newest key; None when it is already. InvalidToken when no key opens it."""
    try:
        _newest().decrypt(sealed)
    except InvalidToken:
        return _fernet().rotate(sealed)
    return None


def fingerprint(number: str) -> str:
    """64 hex digits that are equal for equal phone numbers and tell nothing without the key."""
    key = settings.get().phone_hmac_key.get_secret_value().encode()
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()


def token() -> str:
    """128 random bits for a link, in 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


def digest(text: str | bytes) -> str:
    """SHA-256 in hex: what we keep of a token."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


class Unopened(bytes):
    """What a sealed column holds, carried from row to row as it is: nobody looked inside."""


class Sealed(TypeDecorator[str | Unopened]):
    """Text that is encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | Unopened | None, dialect: Dialect) -> bytes | None:
        if value is None or isinstance(value, Unopened):
            return value
        return encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else decrypt(bytes(value)).decode()


class SealedBytes(TypeDecorator[bytes]):
    """Bytes that are encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else decrypt(bytes(value))


class SealedJson(TypeDecorator[dict[str, Any]]):
    """A JSON object that is encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> bytes | None:
        return None if value is None else encrypt(quick_json.written(value))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else json.loads(decrypt(bytes(value)))
