"""Two places at the end of a wire each: network namespaces that reach the servers by forwarders.

A part is cut by a wrong hardware address, so that packets vanish in silence as when a cable is pulled.
"""

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from portal.supervisor.services import Pair
from tests.fault.house import Place
from tests.fault.stub import Stub

PARTS = {"database": (11, 5432), "stub": (12, 8080), "valkey": (13, 6379)}
NOWHERE = "02:00:00:00:00:99"


class Wires:
    """Worker `work-N` lives at the end of wire N; the first one may be cut."""

    def __init__(self, names: list[str]) -> None:
        self._names = names

    @property
    def within(self) -> dict[str, Place]:
        """Where each worker lives, and what it reads of its home."""
        return {
            f"work-{n}": (("ip", "netns", "exec", name), _environment(n))
            for n, name in enumerate(self._names)
        }

    def cut(self, part: str) -> None:
        """From now on nothing arrives there."""
        _ip(
            "-n",
            self._names[0],
            "neigh",
            "replace",
            _address(0, part),
            "lladdr",
            NOWHERE,
            "dev",
            "far",
            "nud",
            "permanent",
        )

    def heal(self, part: str) -> None:
        """The cable is back."""
        _ip("-n", self._names[0], "neigh", "del", _address(0, part), "dev", "far")


def _address(wire: int, part: str) -> str:
    return f"10.77.{wire}.{PARTS[part][0]}"


def _environment(wire: int) -> dict[str, str]:
    zalo = f"http://{_address(wire, 'stub')}:{PARTS['stub'][1]}"
    return {
        "DATABASE_URL": f"postgresql://portal@{_address(wire, 'database')}:5432/portal?connect_timeout=3"
        "&tcp_user_timeout=3000",
        "REDIS_URL": f"redis://{_address(wire, 'valkey')}:6379/0",
        "ZALO_OPENAPI_BASE": zalo,
        "ZALO_BUSINESS_BASE": zalo,
    }


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)  # noqa: S603, S607


@contextmanager
def stretched(pair: Pair, stub: Stub) -> Iterator[Wires | None]:
    """Two wires; None where namespaces are not allowed."""
    names = [f"portal{os.getpid()}-{n}" for n in range(2)]
    listeners: list[socket.socket] = []
    try:
        for n, name in enumerate(names):
            _stretch(n, name)
            for part, target in _targets(pair, stub).items():
                listeners.append(_forward((_address(n, part), PARTS[part][1]), target))
        made: Wires | None = Wires(names)
    except (OSError, subprocess.SubprocessError):
        made = None
    try:
        yield made
    finally:
        for listener in listeners:
            listener.close()
        for name in names:
            with suppress(OSError, subprocess.SubprocessError):
                _ip("netns", "del", name)


def _stretch(n: int, name: str) -> None:
    near = f"pnear{n}"
    _ip("netns", "add", name)
    _ip("link", "add", near, "type", "veth", "peer", "name", "far", "netns", name)
    for place, _ in PARTS.values():
        _ip("addr", "add", f"10.77.{n}.{place}/24", "dev", near)
    _ip("link", "set", near, "up")
    _ip("-n", name, "addr", "add", f"10.77.{n}.2/24", "dev", "far")
    _ip("-n", name, "link", "set", "far", "up")
    _ip("-n", name, "link", "set", "lo", "up")


def _targets(pair: Pair, stub: Stub) -> dict[str, str | tuple[str, int]]:
    folder = parse_qs(urlsplit(pair.database_url).query)["host"][0]
    return {
        "database": str(Path(folder) / ".s.PGSQL.5432"),
        "stub": ("127.0.0.1", stub.port),
        "valkey": str(pair.valkey.socket),
    }


def _forward(here: tuple[str, int], target: str | tuple[str, int]) -> socket.socket:
    """Whoever connects here is connected there."""
    listener = socket.create_server(here, backlog=128)

    def accept() -> None:
        with suppress(OSError):
            while True:
                ours, _ = listener.accept()
                threading.Thread(target=_join, args=(ours, target), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener


def _join(ours: socket.socket, target: str | tuple[str, int]) -> None:
    theirs = socket.socket(socket.AF_UNIX if isinstance(target, str) else socket.AF_INET)
    with ours, theirs, suppress(OSError):
        theirs.connect(target)
        back = threading.Thread(target=_carry, args=(theirs, ours), daemon=True)
        back.start()
        _carry(ours, theirs)
        back.join()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
