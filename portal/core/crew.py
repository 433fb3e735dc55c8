"""Threads that take tasks and hand back what came of each, for one who waits for groups of results.

`concurrent.futures.wait` asks every future under way again for each group, which took a third of a sender's
core; a queue of results does not care how many are under way.
"""

import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Generic, Self, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Crew(Generic[Task, Result]):
    """Up to `threads` threads; tasks beyond that wait. `act` must not raise: a result is all that comes back.

    One thread gives tasks and gathers results. Leaving the `with` waits for what is under way.
    """

    def __init__(self, act: Callable[[Task], Result], threads: int) -> None:
        self._act = act
        self._wanted = threads
        self._threads: list[threading.Thread] = []
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._results: SimpleQueue[Result] = SimpleQueue()
        self.under_way = 0

    def __enter__(self) -> Self:
        """Starts them; as many as the machine lets us, RuntimeError when that is none."""
        for number in range(self._wanted):
            thread = threading.Thread(target=self._work, name=f"crew-{number}", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                if not self._threads:
                    raise
                break
            self._threads.append(thread)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    @property
    def size(self) -> int:
        """How many threads there are."""
        return len(self._threads)

    def begin(self, task: Task) -> None:
        """Have it done as soon as a thread is free."""
        self.under_way += 1
        self._tasks.put(task)

    def gathered(self, group: int, moment: float, longest: float) -> list[Result]:
        """What ended: for the first `longest` seconds are waited, then `moment` for `group`; or none."""
        ended: list[Result] = []
        until = time.monotonic() + longest
        while len(ended) < self.under_way:
            left = until - time.monotonic()
            try:
                # What has come already is taken without a look at the clock.
                is_enough = len(ended) >= group or left <= 0
                ended.append(self._results.get(not is_enough, None if is_enough else left))
            except Empty:
                break
            if len(ended) == 1:
                until = time.monotonic() + moment
        self.under_way -= len(ended)
        return ended

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            self._results.put(self._act(task))
