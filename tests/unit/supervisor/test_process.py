"""One program: it dies with its parent, takes its own children along, and is forced when it will not go."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from portal.supervisor.process import Process

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
WITH_CHILD = """
import subprocess, time
child = subprocess.Popen(["sleep", "60"], process_group=0)
print(child.pid, flush=True)
time.sleep(60)
"""
POLITE = """
import signal, time
signal.signal(signal.SIGINT, lambda *_: exit(7))
print("up", flush=True)
time.sleep(60)
"""


def python(log: Path, code: str) -> Process:
    return Process("program", [sys.executable, "-c", code], log=log)


def wait_for(holds: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    """A zombie nobody has reaped yet counts as gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_killed_parent_takes_the_program_along(tmp_path: Path) -> None:
    code = (
        "import sys, time, pathlib\nfrom portal.supervisor.process import Process\n"
        "p = Process('x', ['sleep', '60'], log=pathlib.Path(sys.argv[1]))\n"
        "p.launch()\nprint(p.pid, flush=True)\ntime.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "x.log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert not is_gone(child)
        parent.kill()
    wait_for(lambda: is_gone(child))


def test_one_that_does_not_listen_is_forced(tmp_path: Path) -> None:
    program = python(tmp_path / "log", STUBBORN)
    program.patience = 0.3
    program.launch()
    wait_for(lambda: "deaf" in program.tail())
    begun = time.monotonic()
    program.stop()
    assert not program.is_alive
    assert 0.3 <= time.monotonic() - begun < 5


def test_a_kill_takes_its_children_along(tmp_path: Path) -> None:
    program = python(tmp_path / "log", WITH_CHILD)
    program.launch()
    wait_for(program.tail)
    child = int(program.tail())
    program.kill()
    wait_for(lambda: is_gone(child))


def test_it_leads_its_own_session_so_that_ctrl_c_does_not_reach_it(tmp_path: Path) -> None:
    program = python(tmp_path / "log", "import time; time.sleep(60)")
    program.launch()
    assert program.pid
    assert os.getsid(program.pid) == program.pid
    program.stop()
    assert program.pid is None


def test_its_last_words_are_the_end_of_its_log(tmp_path: Path) -> None:
    program = python(tmp_path / "log", "for n in range(100_000): print(n)")
    program.launch()
    assert program.wait(10)
    assert program.exit_code == 0
    assert program.tail(3) == "99997\n99998\n99999"


def test_what_it_asks_for_is_what_it_is_sent(tmp_path: Path) -> None:
    program = python(tmp_path / "log", POLITE)
    program.stop_signal = signal.SIGINT
    program.launch()
    wait_for(program.tail)
    program.send(program.stop_signal)
    assert program.wait(10)
    assert program.exit_code == 7
