"""A disk that is full under the database: nothing committed is lost, nothing sent twice, and it goes on."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portal.core.db import db
from portal.notifications.models import State
from portal.supervisor import services
from tests.conftest import SECRETS
from tests.fault import closing, house
from tests.fault.house import House
from tests.fault.stub import Stub

SIZE = "220m"  # PostgreSQL's own files take a third of it


@contextmanager
def mounted(folder: Path, size: str = SIZE) -> Iterator[Path | None]:
    """A small disk; None where nobody may mount."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)  # noqa: S603, S607


def fill(disk: Path) -> Path:
    """Take every byte that is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as out, suppress(OSError):
        while True:
            out.write(bytes(65_536))
    return ballast


def play(times: int) -> int:
    """Full and free again, so many times; the closing table."""
    os.environ.update(SECRETS)
    root = Path(tempfile.mkdtemp(prefix="portal-disk-"))
    try:
        with mounted(root / "small") as disk:
            if disk is None:
                sys.stdout.write("SKIPPED full disk: nothing may be mounted here\n")
                return 0
            with services.embedded(disk / "pair", durable=False) as pair, Stub(patience=2.5) as stub:
                folder = root / "home"
                folder.mkdir()
                os.environ.update(house.environment(pair, stub, folder))
                home = house.moved_in(pair, stub, folder)
                try:
                    return _fill_and_free(home.open(2), disk, times)
                finally:
                    home.close()
                    with home.app.app_context():
                        db.engine.dispose()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _fill_and_free(home: House, disk: Path, times: int) -> int:
    home.stub.choose = lambda _: "slow"
    refused, restarts, slowest = 0, 0, 0.0
    for _ in range(times):
        home.owe(20)
        ballast = fill(disk)
        deadline = time.monotonic() + 8
        while time.monotonic() < deadline:
            refused += not home.owes(200)
        ballast.unlink()
        begun = time.monotonic()
        while not home.owes(3):
            if not home.pair.postgres.is_alive:
                home.pair.postgres.start()  # as the supervisor does
                restarts += 1
            time.sleep(0.1)
        before = len(home.stub.taken)
        while len(home.stub.taken) == before and time.monotonic() - begun < 60:
            time.sleep(0.05)
        slowest = max(slowest, time.monotonic() - begun)
    wrong = [] if home.settle(180) else ["not all came to an end"]
    verdict, states = home.verdict(), Counter(home.states().values())
    if not refused:
        wrong.append("the disk was never full")
    figures: dict[str, object] = {
        "times full": times,
        "pushes refused meanwhile": refused,
        "restarts by the supervisor": restarts,
        "intents": len(home.owed),
        "sent": states[State.SENT],
        "lost": len(verdict.lost),
        "doubled": len(verdict.doubled),
        "unknown listed": states[State.UNKNOWN],
        "sending again, longest s": round(slowest, 2),
    }
    return closing.close("T3, disk full under the database", figures, closing.complaints(verdict) + wrong)
