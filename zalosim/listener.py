"""The listening socket: a thread for each connection, keep-alive, and a stop that is quick and clean."""

import contextlib
import logging
import socket
import threading
from collections.abc import Callable
from typing import BinaryIO, cast

from zalosim.wire import TEXT, Answer, BadRequest, Request, read_request, write_answer

log = logging.getLogger(__name__)

IDLE_SECONDS = 75.0


class Listener:
    """Accepts connections and hands each request to one function."""

    def __init__(self, host: str, port: int, answer: Callable[[Request], Answer]) -> None:
        self._answer = answer
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._socket = socket.create_server((host, port), backlog=1024, reuse_port=False)
        self.host: str = host
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, name="zalosim-accept", daemon=True)

    def start(self) -> None:
        """Begin to accept."""
        self._thread.start()

    def stop(self) -> None:
        """Refuse new connections and end the open ones."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes accept(); close alone would not
        self._socket.close()
        with self._lock:
            still_open = list(self._open)
        for connection in still_open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        if self._thread.ident is not None:
            self._thread.join(timeout=2)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, address = self._socket.accept()
            except OSError:
                if self._stopping.is_set():
                    return
                continue
            threading.Thread(target=self._serve, args=(connection, address[0]), daemon=True).start()

    def _serve(self, connection: socket.socket, peer: str) -> None:
        with self._lock:
            self._open.add(connection)
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(IDLE_SECONDS)
            # makefile keeps a reference: the socket really closes only after both are closed.
            with cast(BinaryIO, connection.makefile("rb")) as stream:
                while not self._stopping.is_set() and self._one(connection, stream, peer):
                    pass
        except (OSError, ValueError):
            log.debug("connection ended")
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _one(self, connection: socket.socket, stream: BinaryIO, peer: str) -> bool:
        try:
            request = read_request(stream, peer, connection.sendall)
        except BadRequest as problem:
            write_answer(connection, Answer(400, f"bad request: {problem}".encode(), TEXT), keep=False)
            return False
        if request is None:
            return False
        try:
            answer = self._answer(request)
        except Exception:
            log.exception("zalosim failed at %s", request.path)
            answer = Answer(500, b"zalosim failed, see its log", TEXT)
        keep = request.header("connection").lower() != "close"
        return write_answer(connection, answer, keep, head_only=request.method == "HEAD")
