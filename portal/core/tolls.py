"""A gate before what scanners would ask too often: free while things are normal, then proof of work (R16).

Nothing here looks at what is asked for, so that a puzzle tells nobody whether it exists.
"""

from collections.abc import Callable
from dataclasses import dataclass

from portal.core import limits, settings, work

MINUTE = 60


def _lookups() -> int:
    return settings.get().lookups_normal


@dataclass(frozen=True)
class Gate:
    """One kind of asking, all who ask counted together; look-ups have one setting of how many are normal."""

    name: str
    normal: Callable[[], int] = _lookups
    seconds: int = MINUTE  # in which so many are normal

    @property
    def free(self) -> str:
        """Counts what came in without work."""
        return limits.key(f"{self.name}-free", "all")

    @property
    def worked(self) -> str:
        """Counts what came in with a proof."""
        return limits.key(f"{self.name}-worked", "all")

    @property
    def waited(self) -> str:
        """Counts what came in after waiting."""
        return limits.key(f"{self.name}-waited", "all")

    def is_free(self) -> bool:
        """Take one of the places that need no work; False when none is left for now."""
        return limits.within(self.free, self.normal(), self.seconds)

    def is_paid(self, bound: tuple[str, ...], ticket: str, answer: str) -> bool:
        """Does it bring a puzzle of ours for exactly this, solved or waited for? It is used up by that."""
        puzzle = work.read(ticket, *bound)
        if puzzle is None or not (puzzle.is_solved_by(answer) or self._is_waited_for(puzzle)):
            return False
        if not puzzle.spend():
            return False
        limits.count(self.worked, MINUTE)
        return True

    def _is_waited_for(self, puzzle: work.Puzzle) -> bool:
        """Waiting costs a machine nothing, so only so many a minute come in that way."""
        if puzzle.seconds_left or puzzle.is_spent:
            return False
        return limits.within(self.waited, settings.get().waits_per_minute, MINUTE)

    def bits(self) -> int:
        """How heavy a puzzle is now: more with every doubling of the load."""
        return work.rising(limits.seen(self.worked), self.normal())

    def puzzle(self, bound: tuple[str, ...], ticket: str = "", bits: int | None = None) -> work.Puzzle:
        """What has to be brought: the same puzzle to whom came back too early, else a fresh one."""
        brought = work.read(ticket, *bound)
        if brought and not brought.is_spent:
            return brought
        return work.issue(self.bits() if bits is None else bits, *bound)
