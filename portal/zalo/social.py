"""Zalo's social host: whose access token this is, and the number behind the Mini App's phone token.

Both are reads with a token that belongs to one citizen (CONTRACT.md 7); nothing of the token is kept or
logged. Errors come with HTTP 200 and mostly positive codes.
"""

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr

from portal.core import line, settings, strict_json
from portal.core.errors import Malformed

PROFILE, INFO = "/v2.0/me", "/v2.0/me/info"
FIELDS = "id,name,user_id_by_oa"  # a picture is not asked for: nobody needs it here
MOST_NAME, MOST_ID = 200, 64


class Why(StrEnum):
    """Why the host told us nothing; each needs another sentence for the citizen or the operator."""

    OVER = "over"  # the citizen's token or one-use code is over: they ask again
    ABROAD = "abroad"  # our server calls from outside Vietnam: personal data is withheld
    SETUP = "setup"  # app, secret or proof: the operator's
    AWAY = "away"  # no answer, or none that can be read; asking again does no harm
    OTHER = "other"


_WHY = {
    452: Why.OVER,
    210: Why.OVER,
    -501: Why.ABROAD,
    112: Why.SETUP,
    -1241: Why.SETUP,
    -14004: Why.SETUP,
    -14002: Why.SETUP,
}


class SocialError(Exception):
    """The host told us nothing; `why` and Zalo's code, if there was one."""

    def __init__(self, why: Why, code: int | None = None) -> None:
        super().__init__(f"social host why={why} code={code}")
        self.why, self.code = why, code


@dataclass(frozen=True)
class Profile:
    """Who signed in: the id our app knows them by, and the Official Account's id when Zalo tells it."""

    id: str
    name: str | None
    user_id_by_oa: str | None


def proof(access: SecretStr) -> str:
    """`appsecret_proof`: shows that the caller holds the app's secret, not only a stolen token."""
    key = settings.get().zalo_app_secret.get_secret_value().encode()
    return hmac.new(key, access.get_secret_value().encode(), hashlib.sha256).hexdigest()


def profile(access: SecretStr) -> Profile:
    """Whose token this is; SocialError when the host does not tell."""
    headers = {"access_token": access.get_secret_value(), "appsecret_proof": proof(access)}
    told = _asked(f"{PROFILE}?{urlencode({'fields': FIELDS})}", headers)
    found = _id(told.get("id"))
    if found is None:
        raise SocialError(Why.OTHER)
    name = told.get("name")
    return Profile(found, name[:MOST_NAME] if isinstance(name, str) else None, _id(told.get("user_id_by_oa")))


def phone(access: SecretStr, code: SecretStr) -> str:
    """The number that a Mini App's one-use token stands for, as Zalo writes it; SocialError otherwise."""
    number = _told(access, code).get("number")
    if isinstance(number, int) and not isinstance(number, bool):
        number = str(number)
    if not isinstance(number, str) or not number:
        raise SocialError(Why.OTHER)
    return number


def place(access: SecretStr, code: SecretStr) -> tuple[float, float]:
    """Latitude and longitude behind a Mini App's one-use token; SocialError otherwise."""
    data = _told(access, code)
    try:
        at = float(data["latitude"]), float(data["longitude"])
    except (KeyError, TypeError, ValueError):
        raise SocialError(Why.OTHER) from None
    if not (-90 <= at[0] <= 90 and -180 <= at[1] <= 180):
        raise SocialError(Why.OTHER)
    return at


def _told(access: SecretStr, code: SecretStr) -> dict[str, Any]:
    """What stands behind a token of one use; Zalo counts it as used whatever becomes of the answer."""
    headers = {
        "access_token": access.get_secret_value(),
        "code": code.get_secret_value(),
        "secret_key": settings.get().zalo_app_secret.get_secret_value(),
    }
    data = _asked(INFO, headers).get("data")
    if not isinstance(data, dict):
        raise SocialError(Why.OTHER)
    return data


def _id(value: object) -> str | None:
    """Ids are digits, told as text or as a number; anything else is none."""
    said = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return said if 0 < len(said) <= MOST_ID and said.isascii() and said.isalnum() else None


def _asked(path: str, headers: dict[str, str]) -> dict[str, Any]:
    try:
        told = strict_json.read(_get(path, headers))
    except Malformed:
        raise SocialError(Why.AWAY) from None
    if not isinstance(told, dict):
        raise SocialError(Why.AWAY)
    code = told.get("error", 0)
    if isinstance(code, str) and code.removeprefix("-").isdecimal():
        code = int(code)
    if code != 0:
        raise SocialError(_WHY.get(code, Why.OTHER) if isinstance(code, int) else Why.OTHER, code)
    return told


def _get(path: str, headers: dict[str, str]) -> bytes:
    """One GET on one new connection; whatever goes wrong is `away`, and says nothing of the request."""
    chosen = settings.get()
    asked = line.request("GET", chosen.zalo_graph_base.rstrip("/") + path, headers)
    try:
        answer = line.exchange(asked, line.Call(chosen.zalo_timeout), chosen.zalo_connect_timeout)
    except Exception:
        raise SocialError(Why.AWAY) from None  # the cause holds the request, and with it the token
    if answer.status != 200:
        raise SocialError(Why.AWAY)
    return answer.raw
