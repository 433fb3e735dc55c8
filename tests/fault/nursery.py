"""Workers and relays by the dozen: imports the product once, then forks a fresh process for each order.

Reads `work` or `relay` from stdin, one a line, and answers with the process id; `work 600` has a clock
that is ten minutes fast (shifted.py). A fork that has imported everything, and knows every statement,
starts in a tenth of the time, so that a test can afford to kill it.
"""

import os
import signal
import sys
from contextlib import suppress

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

import worker
from portal.core import db, logs
from portal.notifications import jobs
from portal.supervisor import kernel
from tests.fault import shifted


def born(order: str, app: Flask) -> None:
    """The new process: nothing of ours but the imports and what statements look like."""
    os.setsid()
    role, _, wrong = order.partition(" ")
    if wrong:
        shifted.shift(int(wrong))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    logs.set_up()
    try:
        with app.app_context():
            worker.ROLES[role]()
    finally:
        os._exit(0)


def rehearsed() -> Flask:
    """The app whose engine every fork inherits, without a connection."""
    app = worker.slim_app()
    with app.app_context():
        with suppress(SQLAlchemyError):
            jobs.rehearse()
        db.release()
        db.db.engine.dispose()
    return app


def main() -> None:
    worker.JOBS_A_LIFE = int(sys.argv[1])
    worker.NICENESS = 0  # nobody here waits for pages, and a busy machine would starve the test
    app = rehearsed()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    leash = kernel.die_with_parent(signal.SIGKILL)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            leash()
            born(line.strip(), app)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
