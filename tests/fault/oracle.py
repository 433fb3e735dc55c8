"""What decides a fault test: the stub's record of what it took, against our table."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.notifications.models import State

CODE = re.compile(r"T\d{6}")
NEEDS_AN_EYE = frozenset({State.UNKNOWN, State.QUARANTINED, State.FAILED})


@dataclass
class Verdict:
    """Codes of messages, by what went wrong with them."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    misjudged: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.misjudged or self.unlisted)


def judge(taken: Iterable[str], told: Mapping[str, State | None], listed: Iterable[str]) -> Verdict:
    """`taken`: texts the stub took; `told`: code of each owed message -> its state, None when it has no row.

    Lost: no row, still waiting at the end, or `sent` though nobody took it. Doubled: taken twice.
    Misjudged: taken, though the table says it never went out. Unlisted: needs an eye and is not shown.
    """
    counts: Counter[str] = Counter()
    for text in taken:
        counts.update(CODE.findall(text))
    verdict, shown = Verdict(), set(listed)
    for code, state in told.items():
        if counts[code] > 1:
            verdict.doubled.append(code)
        if state in {None, State.QUEUED, State.SENDING} or (state is State.SENT and not counts[code]):
            verdict.lost.append(code)
        if counts[code] and state not in {State.SENT, State.UNKNOWN, State.SUPERSEDED}:
            verdict.misjudged.append(code)
        if state in NEEDS_AN_EYE and code not in shown:
            verdict.unlisted.append(code)
    return verdict
