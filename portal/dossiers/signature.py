"""Is this call signed by one of the client's live secrets? Standard Webhooks over the raw bytes."""

import base64
import binascii
import datetime as dt
import hmac
import re
from collections.abc import Iterable

from standardwebhooks.webhooks import Webhook

from portal.core import clock
from portal.core.errors import Unsigned

TOLERANCE = 300  # seconds
MOST_SIGNATURES = 8
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}", re.ASCII)
_TIME = re.compile(r"[0-9]{1,11}", re.ASCII)


def check(secrets: Iterable[str], raw: bytes, webhook_id: str, timestamp: str, signature: str) -> None:
    """Raise Unsigned unless the signature, its time and its id are right for one of the secrets."""
    if not _ID.fullmatch(webhook_id) or not _TIME.fullmatch(timestamp):
        raise Unsigned("webhook-id or webhook-timestamp is missing or malformed")
    if abs(clock.now().timestamp() - int(timestamp)) > TOLERANCE:
        raise Unsigned("webhook-timestamp is more than five minutes away")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Unsigned("the body is not UTF-8") from None
    given = _given(signature)
    moment = dt.datetime.fromtimestamp(int(timestamp), tz=dt.UTC)
    right = [_decoded(Webhook(secret).sign(webhook_id, moment, text)) for secret in secrets]
    # Every pair is compared, so that the time taken tells nothing about which secret is near.
    if not any([hmac.compare_digest(mine, theirs) for mine in right for theirs in given]):
        raise Unsigned("no matching signature")


def headers(secret: str, raw: bytes, webhook_id: str, at: dt.datetime) -> dict[str, str]:
    """The three headers of a call, as a vendor makes them."""
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(webhook_id, at, raw.decode()),
    }


def _given(signature: str) -> list[bytes]:
    """The v1 signatures of the header; what cannot be read is left out."""
    return [_decoded(part) for part in signature.split()[:MOST_SIGNATURES] if part.startswith("v1,")]


def _decoded(part: str) -> bytes:
    try:
        return base64.b64decode(part.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        return b""
