"""Keeps programs running: a dead one comes back after a short wait, one that keeps dying ends the start."""

import time
from collections import deque
from collections.abc import Callable

from portal.supervisor.errors import Failed
from portal.supervisor.process import Process

CHANCES = 3  # restarts
WINDOW = 60.0  # seconds within which they are counted
WAITS = (0.5, 1.0, 2.0)  # seconds before each of them
SHORTEST_LIFE = 5.0  # a program that ends well after this long only wanted to be fresh again


class Watched:
    """A program and its recent deaths."""

    def __init__(self, process: Process, clock: Callable[[], float]) -> None:
        self.process, self._clock = process, clock
        self._deaths: deque[float] = deque()
        self._launched_at = clock()
        self._due_at: float | None = None

    def look(self, say: Callable[[str], None]) -> None:
        """Notice a death and, when its wait is over, start the program again."""
        if self.process.is_alive:
            return
        if self._due_at is None:
            self._due_at = self._clock() + self._wait(say)
        if self._clock() >= self._due_at:
            self.process.kill()  # what it left behind would be in the way
            self.process.launch()
            self._launched_at, self._due_at = self._clock(), None

    def _wait(self, say: Callable[[str], None]) -> float:
        now = self._clock()
        if self.process.exit_code == 0 and now - self._launched_at >= SHORTEST_LIFE:
            return 0.0
        while self._deaths and now - self._deaths[0] >= WINDOW:
            self._deaths.popleft()
        if len(self._deaths) == CHANCES:
            raise Failed(
                f"{self.process.name} ended {CHANCES + 1} times within a minute; its last words"
                f" ({self.process.log}):\n{self.process.tail()}"
            )
        wait = WAITS[len(self._deaths)]
        self._deaths.append(now)
        say(f"{self.process.name} ended ({_how(self.process.exit_code)}); starting it again in {wait:g} s")
        return wait


def _how(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"


class Watch:
    """All programs of a start, in the order they were started."""

    def __init__(self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._say, self._clock = say, clock
        self._watched: list[Watched] = []

    def launch(self, process: Process) -> None:
        """Start a program and keep it running from now on."""
        process.launch()
        self._watched.append(Watched(process, self._clock))

    def look(self) -> None:
        """Once round; Failed when a program is beyond help."""
        for watched in self._watched:
            watched.look(self._say)
