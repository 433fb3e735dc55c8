"""What must hold before anything is started, and how we know that everything answers."""

import hashlib
import http.client
import socket
from collections.abc import Mapping
from pathlib import Path

from portal.supervisor.errors import CannotStart
from portal.supervisor.options import Options

PREPARED_FROM = (
    "migrations",
    "portal/procedures/catalogue",
    "portal/demo",
    "portal/places",
    "portal/support",
    "templates/sms",
    "templates/zalo",
    "pyproject.toml",
)


def require_free_ports(options: Options) -> None:
    """Both, or a sentence that names the busy one and the way out."""
    for port, option in ((options.port, "--port"), (options.zalo_port, "--zalo-port")):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
            try:
                probe.bind(("127.0.0.1", port))
            except PermissionError:
                raise CannotStart(
                    f"Port {port} needs root's rights: choose one above 1023 with {option}."
                ) from None
            except OSError:
                raise CannotStart(
                    f"Port {port} is in use: stop what uses it, or choose another with {option}."
                ) from None


def answers(port: int, path: str) -> bool:
    """Whether a server of ours says 200 there."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        line.request("GET", path)
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def preparation(root: Path, chosen: Mapping[str, str]) -> str:
    """A mark of all that `portal prepare` works from; while it stays the same there is nothing to prepare."""
    digest = hashlib.sha256()
    for name in PREPARED_FROM:
        place = root / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(root)).encode() + file.read_bytes())
    digest.update(f"{chosen['DATABASE_URL']} {chosen['IS_DEMO']}".encode())
    return digest.hexdigest()
