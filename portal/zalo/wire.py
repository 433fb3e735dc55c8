"""One call on one new connection, with a deadline of our own that a dripping server cannot stretch (R3)."""

import io
import time
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Retry
from urllib3.connection import HTTPConnection, HTTPSConnection

from portal.core.faults import fault

MOST_BYTES = 64 * 1024


class Call:
    """How long a call may take, how much may come back, and whether its first byte has left us."""

    def __init__(self, seconds: float, most_bytes: int = MOST_BYTES) -> None:
        self.ends_at = time.monotonic() + seconds
        self.most_bytes = most_bytes
        self.is_written = False

    def left(self) -> float:
        """Seconds left; TimeoutError when there are none."""
        seconds = self.ends_at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the call's time is up")
        return seconds


class _Reader(io.RawIOBase):
    """What the server says, read under the call's deadline and up to a limit."""

    def __init__(self, sock: Any, call: Call) -> None:
        self._sock, self._call, self._read = sock, call, 0
        self._line = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._call.left())
        count: int | None = self._line.readinto(buffer)
        self._read += count or 0
        if self._read > self._call.most_bytes:
            raise OSError("the answer is too long")
        return count

    def close(self) -> None:
        self._line.close()
        super().close()


class _Socket:
    """A connected socket whose every read and write keeps to the call's deadline."""

    def __init__(self, sock: Any, call: Call) -> None:
        self._sock, self._call = sock, call

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(self._call.left())
        self._call.is_written = True
        self._sock.sendall(data)

    def makefile(self, mode: str, *_: Any, **__: Any) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self._call))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class _Timed:
    """Mixed into a connection: wraps its socket once connected (and greeted, for TLS)."""

    call: Call
    sock: Any

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.sock = _Socket(self.sock, self.call)

    def getresponse(self) -> Any:
        fault("F4")
        return super().getresponse()  # type: ignore[misc]


class Plain(_Timed, HTTPConnection):
    """Without encryption: only test homes have such addresses."""


class Tls(_Timed, HTTPSConnection):
    """With it, the certificate checked."""


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = Plain


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = Tls


class Connections(PoolManager):
    """Makes the one connection of a call."""

    def __init__(self, call: Call) -> None:
        super().__init__(num_pools=1, maxsize=1, retries=Retry(0, redirect=False, read=False))
        self.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}
        self._call = call

    def _new_pool(self, *told: Any, **more: Any) -> HTTPConnectionPool:
        pool = super()._new_pool(*told, **more)
        kind, call = pool.ConnectionCls, self._call

        def connection(*told: Any, **more: Any) -> Any:
            made = kind(*told, **more)
            made.call = call  # type: ignore[attr-defined]
            return made

        pool.ConnectionCls = connection  # type: ignore[assignment]
        return pool
