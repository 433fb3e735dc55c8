"""`portal bench broadcast`: which of its measurements, each in a home of its own; T8 with --kills."""

import subprocess
import sys

from portal.bench import broadcast, broadcast_beside, broadcast_urgent, home
from portal.bench.figures import Report
from portal.core.settings import ROOT

NAME = "broadcast"


def measured(hold: float | None, rows: int | None, turns: int, calls: int, *, urgent: bool = False) -> Report:
    """The rate held for `hold` seconds, `rows` rows prepared, what is urgent, or ours beside the others."""
    with home.opened(broadcast.HELD if hold or urgent else broadcast.FAST) as opened:
        if urgent:
            return broadcast_urgent.measure(opened)
        if hold:
            return broadcast.hold(opened, hold)
        return broadcast.rows(opened, rows) if rows else broadcast_beside.measure(opened, turns, calls)


def prove(kills: int) -> int:
    """T8 with so many kills, in a program of its own: tests are no part of the portal."""
    command = [sys.executable, "-m", "tests.fault.broadcast_full", "--kills", str(kills)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - our own program
