"""Workers and relays by the dozen: imports the product once, then forks a fresh process for each order.

Reads `work` or `relay` from stdin, one a line, and answers with the process id. A fork that has imported
everything starts in a tenth of the time, so that a test can afford to kill it.
"""

import os
import signal
import sys

import worker
from portal.core import logs
from portal.supervisor import kernel


def born(role: str) -> None:
    """The new process: nothing of ours but the imports."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    logs.set_up()
    try:
        with worker.slim_app().app_context():
            worker.ROLES[role]()
    finally:
        os._exit(0)


def main() -> None:
    worker.JOBS_A_LIFE = int(sys.argv[1])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    leash = kernel.die_with_parent(signal.SIGKILL)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            leash()
            born(line.strip())
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
