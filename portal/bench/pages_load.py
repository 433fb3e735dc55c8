"""A program of its own: browsers that ask for one page again and again, `... pages_load URL SECONDS`.

Four connections that stay open, brotli asked for, no copy at hand. Prints one JSON object: answers a second,
and how many were not 200.
"""

import json
import re
import socket
import sys
import threading
import time
from urllib.parse import urlsplit

CONNECTIONS = 4
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Browser(threading.Thread):
    """One connection."""

    def __init__(self, url: str, until: float) -> None:
        super().__init__(daemon=True)
        where = urlsplit(url)
        self.address = (where.hostname or "127.0.0.1", where.port or 80)
        self.request = (
            f"GET {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nAccept: text/html\r\n"
            "Accept-Encoding: gzip, deflate, br\r\nUser-Agent: bench\r\n\r\n"
        ).encode()
        self.until, self.good, self.bad = until, 0, 0

    def run(self) -> None:
        """Ask until the time is over."""
        with socket.create_connection(self.address, timeout=10) as line:
            while time.monotonic() < self.until:
                line.sendall(self.request)
                if _answer(line).startswith(b"HTTP/1.1 200"):
                    self.good += 1
                else:
                    self.bad += 1


def _answer(line: socket.socket) -> bytes:
    """Read one whole answer; its head."""
    told = bytearray()
    while (end := told.find(b"\r\n\r\n")) < 0:
        told += _more(line)
    head = bytes(told[:end])
    found = _LENGTH.search(head)
    length = int(found[1]) if found else 0
    missing = length - (len(told) - end - 4)
    while missing > 0:
        missing -= len(_more(line))
    return head


def _more(line: socket.socket) -> bytes:
    piece = line.recv(262_144)
    if not piece:
        raise ConnectionError("hung up")
    return piece


if __name__ == "__main__":
    seconds = float(sys.argv[2])
    begun = time.monotonic()
    browsers = [Browser(sys.argv[1], begun + seconds) for _ in range(CONNECTIONS)]
    for one in browsers:
        one.start()
    for one in browsers:
        one.join()
    took = time.monotonic() - begun
    good = sum(one.good for one in browsers)
    sys.stdout.write(
        json.dumps({"rate": good / took, "good": good, "bad": sum(b.bad for b in browsers)}) + "\n"
    )
