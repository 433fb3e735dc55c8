"""Named places where a kill test may end this process; nothing at all outside homes marked for tests."""

import os
import signal
from functools import cache
from pathlib import Path

from portal.core import settings


@cache
def _orders() -> Path | None:
    """The folder in which a test leaves its orders, when this home is marked for tests."""
    named = os.environ.get("PORTAL_FAULT")
    return Path(named) if named and settings.get().is_test_home else None


def fault(name: str) -> None:
    """End the process (SIGKILL) if an order `name.child`, `.parent` or `.both` lies there; it works once.

    `name.stop` stops it (SIGSTOP) until somebody lets it go on.
    Only within a job of a worker: nobody else has a parent that may be killed. `name.self` is for anybody.
    """
    folder = _orders()
    if folder is None:
        return
    for order in folder.glob(f"{name}.*"):
        if order.suffix != ".self" and "RQ_JOB_ID" not in os.environ:
            continue
        try:
            order.unlink()
        except FileNotFoundError:
            continue  # somebody else carried it out
        _strike(order.suffix)


def _strike(whom: str) -> None:
    if whom in {".parent", ".both"}:
        os.kill(os.getppid(), signal.SIGKILL)
    if whom == ".stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    if whom in {".child", ".both", ".self"}:
        os.kill(os.getpid(), signal.SIGKILL)
