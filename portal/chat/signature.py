"""Is a webhook call from Zalo: plain SHA-256 over app id, the exact bytes, timestamp and OA secret."""

import hashlib
import hmac
import re
from typing import Any

from portal.core import settings

_HEADER = re.compile(r"\s*(?:mac\s*=\s*)?([0-9a-f]{64})\s*", re.IGNORECASE)
_TIMESTAMP = re.compile(rb'"timestamp"\s*:\s*"?([0-9][0-9.eE+]{0,30})')


def mac(app_id: str, raw: bytes, timestamp: str, secret: str) -> str:
    """The digest Zalo sends: not an HMAC."""
    return hashlib.sha256(app_id.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()


def app_id_fits(value: Any) -> bool:
    """The body names our app, or (a few events) none at all."""
    told = value.get("app_id") if isinstance(value, dict) else None
    return told is None or str(told) == settings.get().zalo_app_id


def literal_timestamp(raw: bytes, value: Any) -> str:
    """The timestamp as its signs stand in the body, also when it is a number or the body is odd JSON."""
    told = value.get("timestamp") if isinstance(value, dict) else None
    if isinstance(told, str):
        return told
    if isinstance(told, int) and not isinstance(told, bool):
        return str(told)
    found = _TIMESTAMP.search(raw)
    return found[1].decode() if found else ""


def is_genuine(raw: bytes, header: str | None, value: Any) -> bool:
    """True when the digest in the header is Zalo's, by the OA secret or, while rotating, the one before."""
    told = _HEADER.fullmatch(header or "")
    if told is None or not app_id_fits(value):
        return False
    chosen = settings.get()
    timestamp = literal_timestamp(raw, value)
    given = told[1].lower().encode()
    live = [chosen.zalo_oa_secret, chosen.zalo_oa_secret_old]
    matches = [
        hmac.compare_digest(given, mac(chosen.zalo_app_id, raw, timestamp, s.get_secret_value()).encode())
        for s in live
        if s is not None
    ]
    return any(matches)


def other_explanation(raw: bytes, header: str | None, value: Any) -> str:
    """For the log only: which mistake at the other end would explain a digest we refuse."""
    told = _HEADER.fullmatch(header or "")
    if told is None:
        return "no_digest"
    chosen = settings.get()
    timestamp = literal_timestamp(raw, value)
    ours = chosen.zalo_oa_secret.get_secret_value()
    named = str(value.get("app_id")) if isinstance(value, dict) else ""
    tried = {
        "other_app_id": mac(named, raw, timestamp, ours),
        "app_secret": mac(chosen.zalo_app_id, raw, timestamp, chosen.zalo_app_secret.get_secret_value()),
        "oa_id_first": mac(chosen.zalo_oa_id, raw, timestamp, ours),
        "trailing_space": mac(chosen.zalo_app_id, raw.strip(), timestamp, ours),
        "hmac": hmac.new(ours.encode(), raw, hashlib.sha256).hexdigest(),
    }
    given = told[1].lower().encode()
    hits = [name for name, digest in tried.items() if hmac.compare_digest(given, digest.encode())]
    return hits[0] if hits else "none"
