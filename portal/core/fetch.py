"""Calls to addresses that somebody else named (R22): callbacks to vendors, links of articles. From jobs only.

The address is checked where the connection is made, so a name that changes cannot lead inside: public network
addresses alone, https alone, redirects followed by `look` alone and checked anew, a deadline no dripping
server can stretch, 64 KB of answer. A demo or test home may also call loopback, where its pretend vendor is.
"""

import ipaddress
import socket
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from portal.core import settings
from portal.core.line import MOST_BYTES, Call, Timed

LONGEST_ADDRESS = 1000
CONNECT_SECONDS = 3.0
MOST_TURNS = 4
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Barred(Exception):
    """An address we do not call; says why, never the address."""


class Away(Exception):
    """Nobody answered, or not as HTTP asks; says the class of the error alone."""


@dataclass(frozen=True)
class Answer:
    """What came back: never a body, which nobody here needs."""

    status: int
    retry_after: float | None  # seconds, where the other side asked for patience

    @property
    def is_good(self) -> bool:
        """Taken."""
        return 200 <= self.status < 300


def checked(address: str) -> SplitResult:
    """The address in parts when it may be called; raises Barred. No name is resolved here."""
    try:
        parts = urlsplit(address if len(address) <= LONGEST_ADDRESS and address.isprintable() else "")
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Barred("unreadable") from None
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise Barred("unreadable")
    if not _is_own(parts) and parts.scheme != "https":
        raise Barred("https only")
    return parts


def _is_own(parts: SplitResult) -> bool:
    chosen = settings.get()
    is_ours = chosen.is_test_home or chosen.is_demo
    return is_ours and parts.hostname in LOOPBACK and parts.scheme in {"http", "https"}


def post(address: str, raw: bytes, headers: dict[str, str], seconds: float) -> Answer:
    """Send a body and wait for the answer's head; raises Barred or Away. What the answer says is not read."""
    parts = checked(address)
    called = pool(parts, Call(seconds, MOST_BYTES), is_own=_is_own(parts))
    target = parts._replace(scheme="", netloc="").geturl() or "/"
    try:
        answer = called.urlopen(
            "POST",
            target,
            body=raw,
            headers={**headers, "Accept-Encoding": "identity", "Connection": "close"},
            redirect=False,
            retries=False,
            preload_content=False,
            timeout=Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds),
        )
        with closing(answer):
            return Answer(answer.status, _patience(answer.headers.get("Retry-After", "")))
    except (HTTPError, OSError, ValueError) as error:
        raise Away(type(error).__name__) from None
    finally:
        called.close()


def look(address: str, seconds: float) -> int:
    """The status of a page somebody linked to, behind at most MOST_TURNS redirects, each checked anew.

    Only the head of the answer is read. Raises Barred or Away.
    """
    for _ in range(MOST_TURNS + 1):
        parts = checked(address)
        called = pool(parts, Call(seconds, MOST_BYTES), is_own=_is_own(parts))
        target = parts._replace(scheme="", netloc="").geturl() or "/"
        try:
            answer = called.urlopen(
                "GET",
                target,
                headers={"Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"},
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds),
            )
            with closing(answer):
                status, led = answer.status, answer.headers.get("Location", "")
        except (HTTPError, OSError, ValueError) as error:
            raise Away(type(error).__name__) from None
        finally:
            called.close()
        if status not in {301, 302, 303, 307, 308} or not led:
            return status
        address = urljoin(address, led).partition("#")[0]
    raise Away("too many redirects")


def _patience(told: str) -> float | None:
    """Whole seconds alone are understood; a date is left to the ladder."""
    return float(told) if told.isascii() and told.isdecimal() and len(told) <= 6 else None


def pool(parts: SplitResult, call: Call, *, is_own: bool = False) -> HTTPConnectionPool:
    """The one connection of this call, which checks where it is led to; `is_own`: to this machine, too."""
    is_tls = parts.scheme == "https"
    kind = (_Tls if is_own else _GuardedTls) if is_tls else _Plain
    made_of = (HTTPSConnectionPool if is_tls else HTTPConnectionPool)(
        parts.hostname or "", parts.port, maxsize=1
    )

    def connection(*told: Any, **more: Any) -> Any:
        made = kind(*told, **more)
        made.call = call
        return made

    made_of.ConnectionCls = connection  # type: ignore[assignment]
    return made_of


class _Plain(Timed, HTTPConnection):
    """Without encryption: only a pretend vendor of this machine has such an address."""


class _Tls(Timed, HTTPSConnection):
    """With it, the certificate checked."""


class _GuardedTls(_Tls):
    """Resolves the name itself and connects to nothing but a public address."""

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        self._dns_host = public_address(name, self.port or 443)
        try:
            return super()._new_conn()
        finally:
            self._dns_host = name  # certificates are checked against the name


def public_address(name: str, port: int) -> str:
    """A network address of the name; OSError when any of its addresses is not a public one."""
    found = {str(one[4][0]) for one in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)}
    told = [ipaddress.ip_address(one) for one in found]
    if not told or not all(one.is_global and not one.is_multicast for one in told):
        raise OSError("not a public address")
    return sorted(found, key=lambda one: (":" in one, one))[0]
