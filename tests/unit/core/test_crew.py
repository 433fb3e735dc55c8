"""Threads of a crew: everything that was begun comes back once, in groups, whoever is slow."""

import threading
import time

import pytest

from portal.core.crew import Crew


def test_everything_comes_back_once() -> None:
    with Crew[int, int](lambda n: n * n, 8) as crew:
        for n in range(100):
            crew.begin(n)
        found: list[int] = []
        while crew.under_way:
            found += crew.gathered(10, 0.01, 1.0)
    assert sorted(found) == [n * n for n in range(100)]


def test_a_group_is_waited_for_no_longer_than_a_moment() -> None:
    gate = threading.Event()

    def act(n: int) -> int:
        if n:
            gate.wait(5)
        return n

    with Crew(act, 2) as crew:
        crew.begin(0)
        crew.begin(1)
        assert crew.gathered(2, 0.05, 5.0) == [0]
        assert crew.under_way == 1
        assert crew.gathered(1, 0.05, 0.05) == []
        gate.set()
        assert crew.gathered(1, 0.05, 5.0) == [1]
        assert crew.gathered(1, 0.05, 5.0) == []  # nothing is under way: nothing is waited for


def test_leaving_waits_for_what_was_begun() -> None:
    done: list[int] = []

    def act(n: int) -> int:
        time.sleep(0.01)
        done.append(n)
        return n

    with Crew(act, 2) as crew:
        for n in range(6):
            crew.begin(n)
    assert sorted(done) == list(range(6))


def test_a_machine_without_threads_lets_a_few_work_or_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[threading.Thread] = []
    really = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        if len(started) == most:
            raise RuntimeError("can't start new thread")
        started.append(thread)
        really(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    most = 2
    with Crew[int, int](lambda n: n, 8) as crew:
        assert crew.size == 2
        crew.begin(1)
        assert crew.gathered(1, 0.0, 5.0) == [1]
    most = 2
    with pytest.raises(RuntimeError), Crew[int, int](lambda n: n, 8):
        pass
