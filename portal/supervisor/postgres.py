"""The database on a unix socket: PostgreSQL from the wheel, or what the machine has; also as root."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from urllib.parse import quote

from portal.supervisor import binaries, kernel
from portal.supervisor.errors import CannotStart, Failed
from portal.supervisor.process import Server, group_of

OWNER = DATABASE = "portal"
FLAGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# for tests: a killed server still loses nothing, only a power cut would
HASTY = {"fsync": "off", "full_page_writes": "off"}
UNSHARE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@cache
def disguise() -> tuple[Sequence[str], str | None]:
    """How to run PostgreSQL, which refuses root: a command to put before it, and a user to become.

    In a user namespace of its own it is root's child without root's rights, and no file changes hands.
    """
    if os.geteuid() != 0:
        return (), None
    try:
        works = subprocess.run([*UNSHARE, "true"], capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.SubprocessError):
        works = False
    return (UNSHARE, None) if works else ((), "nobody")


class Postgres(Server):
    """One PostgreSQL whose data lie in `folder`."""

    stop_signal = signal.SIGINT  # "fast": SIGTERM would wait for every pooled client
    quick_signal = signal.SIGQUIT  # "immediate": recovers at the next start
    patience = 20.0

    def __init__(self, folder: Path, sockets: Path, log: Path, *, durable: bool = True) -> None:
        self.folder, self.sockets = folder, sockets
        self.bin, self.version = binaries.postgres()
        before, user = disguise()
        flags = FLAGS | {"unix_socket_directories": '"{}"'.format(str(sockets).replace('"', '""'))}
        command = [*before, str(self.bin / "postgres"), "-D", str(folder)]
        for name, value in (flags if durable else flags | HASTY).items():
            command += ["-c", f"{name}={value}"]
        super().__init__("postgres", command, log=log, user=user)

    @property
    def url(self) -> str:
        """As DATABASE_URL wants it."""
        return self.address(DATABASE)

    def address(self, database: str) -> str:
        """The URL of another database in this server."""
        return f"postgresql://{OWNER}@/{database}?host={quote(str(self.sockets), safe='')}"

    def launch(self) -> None:
        """Start it; makes the database the first time, and tidies up after a killed one."""
        if not self.folder.exists():
            self._create()
        made_by = (self.folder / "PG_VERSION").read_text().strip()
        if made_by != str(self.version):
            raise CannotStart(
                f"{self.folder} was made by PostgreSQL {made_by}, but {self.version} is installed:"
                " restore a backup into a new home (--home), or start over with --fresh."
            )
        self._own(self.folder, self.sockets)
        if kernel.PROC.exists():
            # nobody else is here (the home's lock); a number reused since a power cut must not stop us
            kernel.kill_all(self.strays())
            (self.folder / "postmaster.pid").unlink(missing_ok=True)
        super().launch()

    def is_ready(self) -> bool:
        """Whether it says so in its own status line."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].startswith("ready") and lines[0] == str(self.pid)

    def strays(self) -> list[int]:
        """Its helpers open sessions of their own, but all work in the data folder."""
        return kernel.working_in(self.folder)

    def stop_now(self) -> None:
        """PostgreSQL's "immediate" stop: no checkpoint, recovery at the next start."""
        self.send(signal.SIGQUIT)
        self.wait(5)
        self.kill()

    def _create(self) -> None:
        """Into a folder beside it, renamed when whole: a start that is killed leaves nothing half-made."""
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in self.folder.parent.glob(f"{self.folder.name}.new-*"):
            shutil.rmtree(left)
        fresh = Path(tempfile.mkdtemp(prefix=f"{self.folder.name}.new-", dir=self.folder.parent))
        self._own(fresh)
        locale = ["--locale=C.UTF-8"]
        if self.version >= 17:
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        how = [f"--username={OWNER}", "--auth=trust", "--encoding=UTF8", "--no-instructions", *locale]
        self._run([str(self.bin / "initdb"), "-D", str(fresh), *how])
        self._run(
            [str(self.bin / "postgres"), "--single", "-D", str(fresh), "postgres"],
            f"CREATE DATABASE {DATABASE}\n",
        )
        fresh.rename(self.folder)

    def _run(self, command: Sequence[str], typed: str = "") -> None:
        before, user = disguise()
        done = subprocess.run(
            [*before, *command],
            input=typed,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder.parent if user is None else "/",
            user=user,
            group=group_of(user),
            extra_groups=[] if user else None,
        )
        if done.returncode != 0 or "ERROR:" in done.stdout:
            raise Failed(f"{Path(command[0]).name} failed:\n{done.stdout.strip()[-2000:]}")

    def _own(self, *folders: Path) -> None:
        """Hand folders to the user it runs as, when that is not us."""
        if self.user is None:
            return
        self.folder.parent.chmod(0o711)  # to be walked through, still not to be looked into
        for folder in folders:
            _require_reachable(self.user, folder)
            for path in [folder, *folder.rglob("*")]:
                shutil.chown(path, self.user)


def _require_reachable(user: str, folder: Path) -> None:
    """Without user namespaces the other user must be able to walk to the folder and to the programs."""
    for place in (folder, binaries.postgres()[0]):
        for parent in place.resolve().parents:
            if not parent.stat().st_mode & 0o001:
                raise CannotStart(
                    f"PostgreSQL does not run as root and cannot reach {place} as {user}:"
                    f" start as an ordinary user, set DATABASE_URL, or run `chmod o+x {parent}`."
                )
