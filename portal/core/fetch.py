"""Calls to addresses that somebody else named (R22): callbacks to vendors, links of articles. From jobs only.

The address is checked where the connection is made, so a name that changes cannot lead inside: public network
addresses alone, https alone, redirects followed by `look` and `fetched` alone and checked anew, a deadline no
dripping server can stretch, 64 KB of answer unless a caller says how much. A demo or test home may also call
loopback, where its pretend vendor is.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, Timeout
from urllib3.exceptions import HTTPError

from portal.core import settings
from portal.core.guarded import pool
from portal.core.line import MOST_BYTES, Call

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


@dataclass(frozen=True)
class Fetched:
    """A body that was asked for, and the address it came from in the end."""

    raw: bytes
    address: str


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
    try:
        answer = _asked(called, "POST", parts, headers, seconds, raw)
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
    with _opened(address, seconds, MOST_BYTES) as (answer, _):
        return answer.status


def fetched(address: str, seconds: float, most: int) -> Fetched:
    """A picture, paper or feed that somebody named, behind redirects as `look` follows them.

    At most `most` bytes come in (R22 allows 64 KB; this is the exception it makes for pictures, and for
    imports). Raises Barred, or Away: also for any status but 200 and for what is longer.
    """
    with _opened(address, seconds, most + MOST_BYTES) as (answer, behind):
        if answer.status != 200:
            raise Away(str(answer.status))
        try:
            raw = answer.read(most + 1)
        except (HTTPError, OSError, ValueError) as error:
            raise Away(type(error).__name__) from None
        if len(raw) > most:
            raise Away("too long")
        return Fetched(raw, behind)


@contextmanager
def _opened(address: str, seconds: float, most: int) -> Iterator[tuple[BaseHTTPResponse, str]]:
    """The answer behind the redirects, its body unread, and its address; raises Barred or Away."""
    for _ in range(MOST_TURNS + 1):
        parts = checked(address)
        called = pool(parts, Call(seconds, most), is_own=_is_own(parts))
        try:
            answer = _asked(called, "GET", parts, {"Accept": "*/*"}, seconds)
        except (HTTPError, OSError, ValueError) as error:
            called.close()
            raise Away(type(error).__name__) from None
        with closing(called), closing(answer):
            led = answer.headers.get("Location", "")
            if answer.status not in {301, 302, 303, 307, 308} or not led:
                yield answer, address
                return
        address = urljoin(address, led).partition("#")[0]
    raise Away("too many redirects")


def _asked(
    called: HTTPConnectionPool,
    method: str,
    parts: SplitResult,
    headers: dict[str, str],
    seconds: float,
    raw: bytes | None = None,
) -> BaseHTTPResponse:
    """The answer's head; its body is not read yet."""
    return called.urlopen(
        method,
        parts._replace(scheme="", netloc="").geturl() or "/",
        body=raw,
        headers={**headers, "Accept-Encoding": "identity", "Connection": "close"},
        redirect=False,
        retries=False,
        preload_content=False,
        timeout=Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds),
    )


def _patience(told: str) -> float | None:
    """Whole seconds alone are understood; a date is left to the ladder."""
    return float(told) if told.isascii() and told.isdecimal() and len(told) <= 6 else None
