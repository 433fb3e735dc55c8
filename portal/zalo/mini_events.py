"""What Zalo's Mini App platform tells us: proven by a scheme of its own, not the account's (miniapp.md 8)."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from portal.core import settings, strict_json
from portal.core.errors import Malformed, Unavailable, Unsigned

REVOKED, REVIEWED = "user.revoke.consent", "versions.review.done"


def signature(told: Mapping[str, Any], key: str) -> str:
    """Hex SHA-256 of the body's values in the order of their names, then the key of the Open APIs page."""
    values = "".join(_written(told[name]) for name in sorted(told))
    return hashlib.sha256(f"{values}{key}".encode()).hexdigest()


def _written(value: Any) -> str:
    """A value as JavaScript writes it into a text; objects as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def proven(raw: bytes, told: str | None) -> dict[str, Any]:
    """The event in these bytes. Unsigned unless the digest is the platform's; Unavailable without a key."""
    key = settings.get().miniapp_api_key.get_secret_value()
    if not key:
        raise Unavailable("no MINIAPP_API_KEY", retry_after=3600)
    event = strict_json.read(raw)
    if not isinstance(event, dict):
        raise Malformed("not an object")
    wanted = signature(event, key)
    if not hmac.compare_digest(wanted.encode(), (told or "").strip().lower().encode()):
        raise Unsigned("mini app event")
    return event
