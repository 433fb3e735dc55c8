"""What we ask of the operating system about processes: die with your parent, who is left over."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
PROC = Path("/proc")
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """To be run in a new child: it gets this signal when the thread that started it ends, even by SIGKILL.

    Start children from the main thread only: the kernel looks at the thread, not at the process.
    """
    parent = os.getpid()

    def in_child() -> None:
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return in_child


def _each() -> Iterator[Path]:
    with suppress(OSError):
        yield from (entry for entry in PROC.iterdir() if entry.name.isdigit())


def of_session(leader: int) -> list[int]:
    """Living processes of the session that this process opened."""
    found = []
    for entry in _each():
        with suppress(OSError, IndexError, ValueError):
            state, _, _, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(session) == leader and state != "Z":
                found.append(int(entry.name))
    return found


def working_in(folder: Path) -> list[int]:
    """Living processes whose current directory is this folder (every PostgreSQL process: its data)."""
    found = []
    for entry in _each():
        with suppress(OSError):
            if (entry / "cwd").readlink() == folder:
                found.append(int(entry.name))
    return found


def kill_all(processes: list[int]) -> None:
    """End them at once; some may be gone already."""
    for pid in processes:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
