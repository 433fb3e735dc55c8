"""Fetching a photo somebody sent to the chat: from Zalo's own hosts alone, bounded in every way (R22, R23).

The address comes from a signed webhook, yet it is not trusted: https only, hosts of a list, no redirects,
public network addresses only (checked where the connection is made, so a name that changes cannot lead
inside), a size, a deadline no dripping server can stretch. A test home may also fetch from its own zalosim.
"""

from contextlib import closing
from typing import Any
from urllib.parse import SplitResult, urlsplit

from urllib3 import Timeout
from urllib3.exceptions import HTTPError

from portal.core import guarded, settings
from portal.core.line import MOST_BYTES, Call

LARGEST = 10 * 1024 * 1024
LONGEST_ADDRESS = 2000
TYPES = ("image/jpeg", "image/png", "image/webp", "application/octet-stream")


class NotOurs(Exception):
    """An address that is not one of Zalo's picture hosts; nothing was asked of it. Says only the host."""


class NoPicture(Exception):
    """What came is too large, or is said to be something else than a picture."""


class Away(Exception):
    """The host was not reached, or did not answer as it should; `is_final` when asking again is no use."""

    def __init__(self, why: str, *, is_final: bool = False) -> None:
        super().__init__(why)
        self.is_final = is_final


def fetch(address: str) -> bytes:
    """The bytes of one photo; raises NotOurs, NoPicture or Away."""
    parts = _checked(address)
    seconds = settings.get().picture_seconds
    call = Call(seconds, LARGEST + MOST_BYTES)  # the head beside the picture
    pool = guarded.pool(parts, call)
    target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    try:
        answer = pool.urlopen(
            "GET",
            target,
            headers={"Accept": ", ".join(TYPES[:3]), "Accept-Encoding": "identity", "Connection": "close"},
            redirect=False,
            retries=False,
            preload_content=False,
            timeout=Timeout(connect=min(3.0, seconds), read=seconds),
        )
        with closing(answer):
            _judge(answer.status, answer.headers)
            raw: bytes = answer.read(LARGEST + 1, decode_content=False)
        told = answer.headers.get("Content-Length", "")
    except (HTTPError, OSError, ValueError) as error:
        raise Away(type(error).__name__) from None
    finally:
        pool.close()
    if len(raw) > LARGEST:
        raise NoPicture("large")
    if told.isdecimal() and len(raw) < int(told):
        raise Away("cut short")
    return raw


def _judge(status: int, headers: Any) -> None:
    if status != 200:
        raise Away(f"status {status}", is_final=300 <= status < 500 and status not in {408, 425, 429})
    kind = headers.get("Content-Type", "application/octet-stream").partition(";")[0].strip().lower()
    if kind not in TYPES:
        raise NoPicture("kind")
    told = headers.get("Content-Length", "")
    if told.isdecimal() and int(told) > LARGEST:
        raise NoPicture("large")


def _checked(address: str) -> SplitResult:
    """The address in parts, when it is one of Zalo's."""
    try:
        parts = urlsplit(address if len(address) <= LONGEST_ADDRESS and address.isprintable() else "")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise NotOurs("?") from None
    if parts.username is not None or parts.password is not None:
        raise NotOurs(host)
    if _is_sim(parts):
        return parts
    domains = [one.strip().lower() for one in settings.get().zalo_picture_hosts.split(",") if one.strip()]
    is_listed = any(host == domain or host.endswith(f".{domain}") for domain in domains)
    if parts.scheme != "https" or port not in {None, 443} or not is_listed:
        raise NotOurs(host)
    return parts


def _is_sim(parts: SplitResult) -> bool:
    """Is it the zalosim of this test or demo home, which stands in for Zalo's API?"""
    chosen = settings.get()
    sim = urlsplit(chosen.zalo_openapi_base)
    is_ours = chosen.is_test_home or chosen.is_demo
    here = (parts.scheme, parts.hostname, parts.port) == (sim.scheme, sim.hostname, sim.port)
    return is_ours and here and sim.hostname in {"127.0.0.1", "localhost", "::1"}
