"""The orderly end: who speaks to a server ends before it."""

import signal
import time
from collections.abc import Callable, Sequence

from portal.supervisor.process import STEP, Process

HURRIED = 3.0  # seconds for a server to end at once without harm to its data


def in_order(tiers: Sequence[Sequence[Process]], is_urgent: Callable[[], bool]) -> None:
    """Tier by tier: ask all, wait, force what stays; at a second call force everything."""
    for tier in tiers:
        for process in tier:
            process.send(process.stop_signal)
        _wait(tier, is_urgent)
        for process in tier:
            process.kill()


def _wait(tier: Sequence[Process], is_urgent: Callable[[], bool]) -> None:
    begun = time.monotonic()
    hurried_at: float | None = None
    while any(process.is_alive for process in tier):
        now = time.monotonic()
        if is_urgent() and hurried_at is None:
            hurried_at = now
            for process in tier:
                process.send(process.quick_signal)
        if hurried_at is not None and now - hurried_at > HURRIED:
            return
        for process in tier:
            if now - begun > process.patience:
                process.send(signal.SIGKILL)
        time.sleep(STEP)
