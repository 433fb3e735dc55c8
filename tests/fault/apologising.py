"""A relay that is killed while it apologises, again and again; and the oracle that counts what became of it.

    python -m tests.fault.apologising MOMENT KILLS

Each life is a fork that keeps the real relay with this one duty, at a moment of a Vietnamese clock. The first
lives end at named points of the transaction, the others at a random moment after something was written.
"""

import datetime as dt
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import psycopg
import time_machine

import worker
from portal.core import settings
from portal.dossiers.deadlines import notices, operations
from portal.notifications.duties import Duty
from portal.notifications.relay import Relay

POINTS = ("paper", "owe", "_apology", "released")
PATIENCE = 60.0


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _deadly(call: Callable[..., Any]) -> Callable[..., Any]:
    """Does its work, then the process is gone."""

    def done(*given: Any, **more: Any) -> Any:
        call(*given, **more)
        _end()

    return done


def _plant(point: str) -> None:
    """Make this process die behind one step: paper issued, messages owed, apology made, or all committed."""
    planted: Any
    if point == "released":
        where, name, planted = operations, "db", SimpleNamespace(release=_end)
    else:
        where, name = (operations if point == "_apology" else notices), point
        planted = _deadly(getattr(where, name))
    setattr(where, name, planted)


def live(moment: dt.datetime, point: str = "") -> int:
    """Fork a relay that lives at this moment; its process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        if point:
            _plant(point)
        with worker.slim_app().app_context(), time_machine.travel(moment, tick=True):
            Relay({}, {"apologies": Duty(20.0, operations.apologise)}).run()
    finally:
        os._exit(1)


def kill_often(moment: dt.datetime, kills: int) -> int:
    """Live and die until every apology is made; how often it died."""
    died = 0
    with psycopg.connect(settings.get().database_url, autocommit=True) as line:
        wanted, end = _count(line, "dossier"), time.monotonic() + PATIENCE
        while (before := _count(line, "apology")) < wanted and time.monotonic() < end:
            point = POINTS[died] if died < min(kills, len(POINTS)) else ""
            pids = [live(moment, point) for _ in range(1 if died < kills else 2)]
            if died < kills:
                _strike(line, pids[0], before, point)
                died += 1
            else:
                _until(lambda: _count(line, "apology") >= wanted)
                _bury(pids)
    return died


def _strike(line: "psycopg.Connection[Any]", pid: int, before: int, point: str) -> None:
    if point:
        os.waitpid(pid, 0)  # it ends by itself
        return
    _until(lambda: _count(line, "apology") > before)
    time.sleep(random.random() * 0.02)  # noqa: S311 - any moment will do
    _bury([pid])


def _bury(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _until(is_done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_done() and time.monotonic() < end:
        time.sleep(0.002)


def _count(line: "psycopg.Connection[Any]", table: str) -> int:
    row = line.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own two names
    return int(row[0]) if row else 0


def complaints(line: "psycopg.Connection[Any]") -> list[str]:
    """What is lost, doubled or half done; nothing when each dossier has one of everything."""
    dossiers = {row[0] for row in line.execute("SELECT id FROM dossier")}
    apologies = Counter(row[0] for row in line.execute("SELECT dossier_id FROM apology"))
    owed = Counter(
        row[0] for row in line.execute("SELECT subject_id FROM intent WHERE kind = 'dossier_apology'")
    )
    papers = Counter(row[0] for row in line.execute("SELECT dossier_id FROM paper WHERE kind = 'apology'"))
    numbers = sorted(row[0] for row in line.execute("SELECT number FROM paper"))
    links = Counter(row[0] for row in line.execute("SELECT dossier_id FROM dossier_link"))
    said = []
    for name, found in (("apology", apologies), ("message", owed), ("paper", papers)):
        said += [f"lost {name}" for _ in dossiers - found.keys()]
        said += [f"doubled {name}" for times in found.values() if times > 1]
    if numbers != list(range(1, len(numbers) + 1)):
        said.append("numbers with gaps")
    said += ["links left behind" for times in links.values() if times != 3]  # receipt, paper, message
    return said


def main() -> None:
    """Kill as often as told, then say how often it was."""
    moment = dt.datetime.fromisoformat(sys.argv[1])
    print(kill_often(moment, int(sys.argv[2])))  # noqa: T201


if __name__ == "__main__":
    main()
