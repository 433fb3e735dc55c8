"""What a look-up has to bring when many come at once or digits are being guessed: proof of work (R16).

Nothing here looks at the dossier, so that a puzzle tells nobody whether a code exists.
"""

from dataclasses import dataclass

from portal.core import limits, settings, work
from portal.dossiers.operations.digits import HOUR, HOUR_SECONDS

MINUTE = 60
FREE, WORKED, WAITED = (limits.key(f"lookup-{name}", "all") for name in ("free", "worked", "waited"))


@dataclass(frozen=True)
class Asked:
    """A look-up as it was typed; `digits` is None when none were sent."""

    code: str
    digits: str | None = None

    @property
    def bound(self) -> tuple[str, ...]:
        """What a puzzle is bound to."""
        return ("look-up", self.code) if self.digits is None else ("digits", self.code, self.digits)


def is_paid(asked: Asked, ticket: str, answer: str) -> bool:
    """Does it bring a puzzle of ours, solved or waited for? It is used up by that."""
    puzzle = work.read(ticket, *asked.bound)
    if puzzle is None or not (puzzle.is_solved_by(answer) or _is_waited_for(puzzle)):
        return False
    if not puzzle.spend():
        return False
    limits.count(WORKED, MINUTE)
    if asked.digits is not None:
        limits.count(HOUR, HOUR_SECONDS)
    return True


def _is_waited_for(puzzle: work.Puzzle) -> bool:
    """Waiting costs a machine nothing, so only so many a minute come in that way."""
    if puzzle.seconds_left or puzzle.is_spent:
        return False
    return limits.within(WAITED, settings.get().waits_per_minute, MINUTE)


def toll(asked: Asked, ticket: str = "") -> work.Puzzle | None:
    """None while things are normal, else the puzzle to bring: the same one to whom came back too early."""
    chosen = settings.get()
    is_free = limits.within(FREE, chosen.lookups_normal, MINUTE)
    if is_free and asked.digits is not None:
        is_free = limits.within(HOUR, chosen.wrong_digits_normal, HOUR_SECONDS)
    if is_free:
        return None
    brought = work.read(ticket, *asked.bound)
    return brought if brought and not brought.is_spent else work.issue(_bits(asked), *asked.bound)


def _bits(asked: Asked) -> int:
    chosen = settings.get()
    load = work.rising(limits.seen(WORKED), chosen.lookups_normal)
    if asked.digits is None:
        return load
    guessed = limits.seen(HOUR) - chosen.wrong_digits_normal
    return max(load, work.rising(guessed, chosen.wrong_digits_normal // 6)) if guessed >= 0 else load
