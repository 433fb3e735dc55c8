"""A dead program comes back after a wait; one that keeps dying ends it all with its last words."""

import sys
from pathlib import Path

import pytest

from portal.supervisor.errors import Failed
from portal.supervisor.process import Process
from portal.supervisor.watch import Watch


class Stand:
    """A watch with a clock in our hands and one program."""

    def __init__(self, log: Path, code: str) -> None:
        self.now, self.said, self.starts = 1000.0, list[str](), 0
        self.watch = Watch(self.said.append, lambda: self.now)
        self.process = Process("tiny", [sys.executable, "-c", code], log=log)
        self.watch.launch(self.process)

    def die(self) -> None:
        self.process.send(self.process.quick_signal)
        assert self.process.wait(10)
        self.watch.look()

    def after(self, seconds: float) -> bool:
        self.now += seconds
        self.watch.look()
        return self.process.is_alive


SLEEPS = "import time; print('I was here', flush=True); time.sleep(60)"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "tiny.log"


def test_each_restart_waits_longer(log: Path) -> None:
    stand = Stand(log, SLEEPS)
    for wait in (0.5, 1.0, 2.0):
        stand.die()
        assert not stand.after(wait - 0.1)
        assert stand.after(0.2)
    assert len(stand.said) == 3
    assert "signal 9" in stand.said[0]
    stand.process.kill()


def test_a_fourth_death_within_a_minute_is_the_end_with_the_last_words(log: Path) -> None:
    stand = Stand(log, "raise SystemExit('the key is missing')")
    for _ in range(3):
        assert stand.process.wait(10)
        stand.watch.look()
        stand.after(3)
    assert stand.process.wait(10)
    with pytest.raises(Failed, match="tiny ended 4 times(.|\n)*the key is missing"):
        stand.watch.look()
    stand.process.kill()


def test_deaths_far_apart_are_forgiven(log: Path) -> None:
    stand = Stand(log, SLEEPS)
    for _ in range(6):
        stand.die()
        stand.after(3)
        stand.after(20)
    assert stand.process.is_alive
    stand.process.kill()


def test_one_that_ends_well_after_a_while_is_only_renewed(log: Path) -> None:
    stand = Stand(log, "pass")
    for _ in range(6):
        assert stand.process.wait(10)
        stand.now += 6
        stand.watch.look()
    assert stand.said == []
    stand.process.kill()


def test_one_that_ends_well_at_once_is_no_better_than_a_crash(log: Path) -> None:
    stand = Stand(log, "pass")
    with pytest.raises(Failed, match="tiny ended"):  # noqa: PT012 - any of the rounds may be the last
        for _ in range(12):
            assert stand.process.wait(10)
            stand.after(3)
            stand.watch.look()
    stand.process.kill()
