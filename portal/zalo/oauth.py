"""Zalo's sign-in host: PKCE, the address of a consent page, and the one POST of its two token endpoints.

The account's tokens and a citizen's login speak the same language on different paths (CONTRACT.md 1 and 7.1).
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr

from portal.core import line, settings
from portal.core.faults import fault
from portal.zalo.answers import NotSent, Unclear

OA_PERMISSION, OA_TOKEN = "/v4/oa/permission", "/v4/oa/access_token"  # noqa: S105 - a path
SOCIAL_PERMISSION, SOCIAL_TOKEN = "/v4/permission", "/v4/access_token"  # noqa: S105
USUAL_LIFE = 3600  # seconds, when `expires_in` cannot be read: the shortest that was ever documented
LONGEST_LIFE = 90 * 24 * 3600


@dataclass(frozen=True)
class Pkce:
    """A secret of ours and what may be told about it (S256)."""

    verifier: SecretStr
    challenge: str


@dataclass(frozen=True)
class Reply:
    """What came back, not looked at yet: it may hold the only copy of a token."""

    status: int
    raw: bytes


@dataclass(frozen=True)
class Pair:
    """Fresh tokens. `refresh` is None when the answer does not name one: then the old one lives on."""

    access: SecretStr
    refresh: SecretStr | None
    seconds: int  # life of the access token
    refresh_seconds: int | None  # told for a citizen's login only


class TokenRefused(Exception):  # noqa: N818 - what the endpoint said, not a fault of ours
    """The endpoint said no with a code of its own; 0 when it named none. No token was given."""

    def __init__(self, code: int, name: str) -> None:
        super().__init__(f"token endpoint code={code}")
        self.code, self.name = code, name


def pkce(fixed: SecretStr | None = None) -> Pkce:
    """A fresh verifier of 43 signs, or the one that stands in Zalo's console, with its challenge."""
    verifier = fixed.get_secret_value() if fixed else secrets.token_urlsafe(32)
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return Pkce(SecretStr(verifier), challenge)


def permission_url(path: str, *, redirect_uri: str, challenge: str, state: str) -> str:
    """Where a person agrees; `path` is OA_PERMISSION or SOCIAL_PERMISSION, `redirect_uri` has no query."""
    chosen = settings.get()
    asked = {
        "app_id": chosen.zalo_app_id,
        "redirect_uri": redirect_uri,
        "code_challenge": challenge,
        "state": state,
    }
    return f"{chosen.zalo_oauth_base.rstrip('/')}{path}?{urlencode(asked)}"


def exchange_form(code: str, verifier: SecretStr) -> dict[str, str]:
    """What buys the first pair."""
    told = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier.get_secret_value()}
    return {"app_id": settings.get().zalo_app_id, **told}


def refresh_form(refresh: SecretStr) -> dict[str, str]:
    """What buys the next pair, once."""
    told = {"grant_type": "refresh_token", "refresh_token": refresh.get_secret_value()}
    return {"app_id": settings.get().zalo_app_id, **told}


def ask(path: str, form: Mapping[str, str], seconds: float) -> Reply:
    """Post a form to a token endpoint, once, within so many seconds; what came back, unread.

    NotSent when not one byte left us; Unclear when nobody knows whether the token in it was used up.
    """
    chosen = settings.get()
    call = line.Call(seconds)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "secret_key": chosen.zalo_app_secret.get_secret_value(),
    }
    asked = line.request("POST", chosen.zalo_oauth_base.rstrip("/") + path, headers, urlencode(form))
    try:
        answer = line.exchange(asked, call, chosen.zalo_connect_timeout)
        fault("A4")
    except Exception as error:  # whatever it was, only the first byte decides what is known
        kind = Unclear if call.is_written else NotSent
        raise kind(type(error).__name__) from None  # the cause holds the request, and with it the secrets
    return Reply(answer.status, answer.raw)


def read(reply: Reply) -> Pair:
    """The pair, only if it is really there; TokenRefused or Unclear otherwise. Numbers may come as text.

    The status does not matter: errors come with 200 here, and tokens are never thrown away for a number.
    """
    told = _object(reply)
    code = _number(told.get("error"))
    access, refresh = told.get("access_token"), told.get("refresh_token")
    if code:
        raise TokenRefused(code, str(told.get("error_name") or ""))
    if not _is_token(access) or ("refresh_token" in told and not _is_token(refresh)):
        if "error" in told or "error_name" in told:
            raise TokenRefused(0, str(told.get("error_name") or ""))
        raise Unclear("no token in the answer", http_status=reply.status)
    life = _number(told.get("expires_in"))
    more = _number(told.get("refresh_token_expires_in"))
    return Pair(
        SecretStr(str(access)),
        SecretStr(str(refresh)) if refresh is not None else None,
        min(life, LONGEST_LIFE) if life and life > 0 else USUAL_LIFE,
        more if more and more > 0 else None,
    )


def _object(reply: Reply) -> dict[str, Any]:
    """Read by the lenient reader: a token that comes with a double key is still the only copy there is."""
    try:
        told = json.loads(reply.raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unclear("not JSON", http_status=reply.status) from None
    if not isinstance(told, dict):
        raise Unclear("not an object", http_status=reply.status)
    return told


def _is_token(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and len(value) < 16 and value.strip().removeprefix("-").isdecimal():
        return int(value)
    return None
