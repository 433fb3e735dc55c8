"""How Zalo signs: the webhook's digest and the proof that goes with a social token."""

import hashlib
import hmac


def webhook_mac(app_id: str, raw: bytes, timestamp: str, oa_secret: str) -> str:
    """Plain SHA-256 over app id, exact body bytes, timestamp and the OA's secret, in this order."""
    return hashlib.sha256(app_id.encode() + raw + timestamp.encode() + oa_secret.encode()).hexdigest()


def appsecret_proof(app_secret: str, access_token: str) -> str:
    """What graph calls carry beside the token."""
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()


def masked(token: str) -> str:
    """A token that can be told apart in a log but not used."""
    return f"{token[:4]}***{token[-2:]}" if len(token) > 8 else "***"
