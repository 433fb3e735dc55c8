"""One call on one new connection, with a deadline of our own that a dripping server cannot stretch (R3)."""

import io
import time
from typing import Any

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


class Timed:
    """Mixed into a connection: wraps its socket once connected (and greeted, for TLS)."""

    call: Call
    sock: Any

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.sock = _Socket(self.sock, self.call)
