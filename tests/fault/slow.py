"""A line to the database on which every message of ours takes its time; it counts them."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass


@dataclass
class Line:
    """Where to connect, and how many times somebody waited for the database."""

    port: int
    trips: int = 0
    seconds: float = 0.0


@contextmanager
def slow_line(unix_socket: str, seconds: float) -> Iterator[Line]:
    """Listen on loopback and hand on to PostgreSQL's socket, `seconds` late each time."""
    server = socket.create_server(("127.0.0.1", 0))
    line = Line(server.getsockname()[1], seconds=seconds)
    opened: list[socket.socket] = [server]

    def accept() -> None:
        with suppress(OSError):
            while True:
                ours, _ = server.accept()
                theirs = socket.socket(socket.AF_UNIX)
                theirs.connect(unix_socket)
                opened.extend((ours, theirs))
                threading.Thread(target=carry, args=(ours, theirs, True), daemon=True).start()
                threading.Thread(target=carry, args=(theirs, ours, False), daemon=True).start()

    def carry(source: socket.socket, target: socket.socket, is_asking: bool) -> None:
        with suppress(OSError):
            while data := source.recv(256 * 1024):
                if is_asking:
                    line.trips += 1
                    time.sleep(line.seconds)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield line
    finally:
        for one in opened:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
