"""What a look-up has to bring when many come at once or digits are being guessed: proof of work (R16).

Nothing here looks at the dossier, so that a puzzle tells nobody whether a code exists.
"""

from dataclasses import dataclass

from portal.core import limits, settings, work
from portal.core.tolls import Gate
from portal.dossiers.operations.digits import HOUR, HOUR_SECONDS

GATE = Gate("lookup")
FREE, WORKED = GATE.free, GATE.worked


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
    if not GATE.is_paid(asked.bound, ticket, answer):
        return False
    if asked.digits is not None:
        limits.count(HOUR, HOUR_SECONDS)
    return True


def toll(asked: Asked, ticket: str = "") -> work.Puzzle | None:
    """None while things are normal, else the puzzle to bring: the same one to whom came back too early."""
    is_free = GATE.is_free()
    if is_free and asked.digits is not None:
        is_free = limits.within(HOUR, settings.get().wrong_digits_normal, HOUR_SECONDS)
    return None if is_free else GATE.puzzle(asked.bound, ticket, _bits(asked))


def _bits(asked: Asked) -> int:
    chosen = settings.get()
    load = GATE.bits()
    if asked.digits is None:
        return load
    guessed = limits.seen(HOUR) - chosen.wrong_digits_normal
    return max(load, work.rising(guessed, chosen.wrong_digits_normal // 6)) if guessed >= 0 else load
