"""Ctrl-C and SIGTERM: the first asks for an orderly stop, the second for a quick one."""

import signal
from types import FrameType

from portal.supervisor.errors import Stopped


class Calls:
    """Counts the calls to stop; nothing is interrupted, everybody asks here instead."""

    def __init__(self) -> None:
        self.count = 0

    def listen(self) -> None:
        """From now on; a hang-up that `nohup` has us ignore stays ignored."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN or number != signal.SIGHUP:
                signal.signal(number, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.count += 1

    def check(self) -> None:
        """Stopped when somebody called."""
        if self.count:
            raise Stopped

    @property
    def is_urgent(self) -> bool:
        """Whether somebody called twice."""
        return self.count > 1
