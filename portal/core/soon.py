"""What web processes write a little later and together: one thread a process, every few seconds.

For sums and marks whose loss with a killed process nobody minds; everything else is written where it happens.
"""

import atexit
import threading
from collections.abc import Callable

from flask import Flask

SECONDS = 10.0

_works: list[Callable[[], object]] = []
_over = threading.Event()
_lock = threading.Lock()
_begun: dict[int, threading.Thread] = {}


def add(work: Callable[[], object]) -> None:
    """Have this done every few seconds, and when the process ends; it must not raise."""
    if work not in _works:
        _works.append(work)


def begin(app: Flask) -> None:
    """Once in each process that serves, since a fork has none of its parent's threads; never under tests."""
    if app.testing or id(app) in _begun:
        return
    with _lock:
        if id(app) not in _begun:
            _begun[id(app)] = threading.Thread(target=_keep_on, args=(app,), name="soon", daemon=True)
            _begun[id(app)].start()
            atexit.register(write, app)


def _keep_on(app: Flask) -> None:
    while not _over.wait(SECONDS):
        write(app)


def write(app: Flask) -> None:
    """Do all of it now."""
    with app.app_context():
        for work in _works:
            work()
