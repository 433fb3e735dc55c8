"""Processes that change tokens without end: imports the product once, then forks one for each line of stdin.

The full disk is a file of the test: while it lies there, the journal can neither be opened anew nor written.
`hold-POINT` makes whoever comes to a point wait there, so that something else can be taken away meanwhile.
"""

import os
import signal
import sys
import time
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

import worker
from portal.core import db, faults, line, logs, settings
from portal.supervisor import kernel
from portal.zalo import oauth
from portal.zalo.operations import rotation, settling
from portal.zalo.operations.rotation import Ran


def change_for_ever(folder: Path) -> None:
    """Change, and change again; rest a moment when it is somebody else's turn."""
    while not (folder / "over").exists():
        try:
            ran = rotation.run(is_forced=True)
        except SQLAlchemyError:
            db.release()
            ran = Ran.FAILED
        if ran is not Ran.CHANGED:
            time.sleep(0.01)


def fill_the_disk(folder: Path) -> None:
    """Allocation fails while `full` lies in the folder, writing while `broken` does."""
    allocate, write = os.posix_fallocate, os.pwrite

    def no_room(*told: int) -> None:
        if (folder / "full").exists():
            raise OSError(28, "No space left on device")
        allocate(*told)

    def no_write(line: int, data: bytes, at: int) -> int:
        if (folder / "broken").exists():
            raise OSError(5, "Input/output error")
        return write(line, data, at)

    os.posix_fallocate, os.pwrite = no_room, no_write  # type: ignore[assignment]


def wait_where_told(folder: Path) -> None:
    """Wait at a point while its file lies there; then die there, if that is ordered."""

    def at(point: str) -> None:
        hold = folder / f"hold-{point}"
        if hold.exists():
            (folder / f"held-{point}").touch()
            while hold.exists():
                time.sleep(0.002)
            (folder / f"held-{point}").unlink(missing_ok=True)
        faults.fault(point)

    for module in (oauth, rotation, settling, line):
        module.fault = at  # type: ignore[attr-defined]


def born(folder: Path) -> None:
    """The new process: nothing of ours but the imports."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    logs.set_up()
    try:
        with worker.slim_app().app_context():
            change_for_ever(folder)
    finally:
        os._exit(0)


def main() -> None:
    folder = settings.get().portal_home
    fill_the_disk(folder)
    wait_where_told(folder)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    leash = kernel.die_with_parent(signal.SIGKILL)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            leash()
            born(folder)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
