"""A home: the one folder with every byte of an installation's state, used by one start at a time."""

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portal.supervisor.errors import CannotStart

LOCK = "lock"
SECRETS = "secrets.env"
ADDRESSES = "addresses.env"
LONGEST_SOCKET_FOLDER = 80  # a socket's whole path may have some 107 bytes
PLAIN = re.compile(r"[\w/. -]+")  # libpq, for one, reads a comma as the beginning of another address
KEPT_LOGS = 3


class Home:
    """Where things are in a home, and who may use it."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be its only user for the time of the block; leaves no lock file, nor an empty folder made here."""
        made = not self.path.exists()
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = self._lock()
        except OSError as error:
            raise CannotStart(
                f"{self.path} cannot be used ({error.strerror}): choose another folder with --home."
            ) from None
        try:
            self.remove_sockets()  # a killed start may have left some
            yield
        finally:
            (self.path / LOCK).unlink(missing_ok=True)
            os.close(lock)
            if made:
                with suppress(OSError):
                    self.path.rmdir()  # only when nothing was put in it

    def _lock(self) -> int:
        while True:
            lock = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                owner = os.read(lock, 32).decode(errors="replace").strip()
                os.close(lock)
                raise CannotStart(
                    f"{self.path} is in use by process {owner}:"
                    " stop that one, or choose another folder with --home."
                ) from None
            with suppress(FileNotFoundError):
                if (self.path / LOCK).stat().st_ino == os.fstat(lock).st_ino:
                    os.ftruncate(lock, 0)
                    os.write(lock, f"{os.getpid()}\n".encode())
                    return lock
            os.close(lock)  # its last user removed it while we were opening it

    def require_ours(self) -> None:
        """Refuse a folder with somebody's files in it; close ours to everybody else."""
        names = {entry.name for entry in self.path.iterdir()}
        if SECRETS not in names and names - {LOCK}:
            raise CannotStart(
                f"{self.path} holds files that are not the portal's: choose another folder with --home."
            )
        self.path.chmod(0o700)

    def empty(self) -> None:
        """Throw its state away (--fresh), but for the lock we hold."""
        self.remove_sockets()
        for entry in self.path.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry.name != LOCK:
                entry.unlink()

    def _socket_folder(self) -> Path:
        folder = self.path / "run"
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and PLAIN.fullmatch(str(folder)):
            return folder
        mark = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"portal-{os.getuid()}-{mark}"

    def sockets(self) -> Path:
        """The private folder for sockets; elsewhere when this home's path is too long for one."""
        folder = self._socket_folder()
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if found.st_uid != os.getuid() or found.st_mode & 0o7177077 != 0o40000:
            raise CannotStart(
                f"{folder} belongs to somebody else: remove it, or choose another folder with --home."
            )
        return folder

    def remove_sockets(self) -> None:
        """After the servers have stopped."""
        shutil.rmtree(self._socket_folder(), ignore_errors=True)

    def log(self, name: str) -> Path:
        """The log file of a program."""
        return self.path / "logs" / f"{name}.log"

    def rotate_logs(self) -> None:
        """Begin new log files, keeping the last few."""
        for log in (self.path / "logs").glob("*.log"):
            for number in range(KEPT_LOGS, 0, -1):
                older = log.with_suffix(f".log.{number - 1}") if number > 1 else log
                if older.exists():
                    older.replace(log.with_suffix(f".log.{number}"))
