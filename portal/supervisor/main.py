"""`./run`: check, start, stay, stop; 2 when something outside must change first, 1 when a program failed."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from portal.supervisor import checks, options
from portal.supervisor.errors import CannotStart, Failed, Stopped
from portal.supervisor.home import Home
from portal.supervisor.options import ROOT, Options
from portal.supervisor.signals import Calls
from portal.supervisor.start import Start, addresses


def say(text: str) -> None:
    """A line of progress; nobody listening is no reason to stop."""
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def main(arguments: list[str], root: Path = ROOT) -> int:
    """One start, from the command line to the exit code."""
    asked = options.read(arguments)
    calls = Calls()
    calls.listen()
    home = Home(asked.home)
    try:
        with home.locked():
            checks.require_free_ports(asked)
            home.require_ours()
            if asked.is_fresh:
                home.empty()
            home.rotate_logs()
            _run(asked, home, root, calls)
    except CannotStart as error:
        say(str(error))
        return 2
    except Failed as error:
        say(str(error))
        return 1
    except Stopped:
        say("stopped")
    return 0


def _run(asked: Options, home: Home, root: Path, calls: Calls) -> None:
    start = Start(asked, home, root, calls, say)
    try:
        start.up()
        with suppress(OSError):  # `./run | head` is fine
            os.write(1, "\n".join([*addresses(asked, home, start.chosen), ""]).encode())
        start.stay()
    finally:
        start.down()
