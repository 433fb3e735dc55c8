"""What decides a fault test: the stub's record of what it took, against our table."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from portal.notifications.models import State

CODE = re.compile(r"T\d{6,}")  # a fast machine owes more than a million while the disk is full
AMBIGUOUS = frozenset(
    {"502", "502_taken", "close", "garbage", "drip", "late", "html", "cut", "no_id", "reset", "quiet"}
)
NEVER_TOLD = frozenset({None, State.QUEUED, State.SENDING, State.DROPPED, State.CANCELLED})
NEEDS_AN_EYE = frozenset({State.UNKNOWN, State.QUARANTINED, State.FAILED})


@dataclass
class Verdict:
    """Codes of messages, by what went wrong with them."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    misjudged: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.misjudged or self.unlisted or self.unexplained)


def explained(answers: Iterable[tuple[str, str]], cut: Iterable[str]) -> set[str]:
    """Codes of which nobody can know: the stub gave an ambiguous answer, or their worker was cut off.

    `answers`: text and behaviour of each call at the stub.
    """
    return {code for text, how in answers if how in AMBIGUOUS for code in CODE.findall(text)} | set(cut)


def judge(
    taken: Iterable[str],
    told: Mapping[str, State | None],
    listed: Iterable[str],
    may_be_unknown: Collection[str] | None = None,
) -> Verdict:
    """`taken`: texts the stub took; `told`: code of each owed message -> its state, None when it has no row.

    Lost: no row, still waiting at the end, given up though everybody here agreed, or `sent` though nobody
    took it. Doubled: taken twice. Misjudged: taken, though the table says it never went out. Unlisted: needs
    an eye and is not shown.
    Unexplained: unknown, and not one of those that may be.
    """
    counts: Counter[str] = Counter()
    for text in taken:
        counts.update(CODE.findall(text))
    verdict, shown = Verdict(), set(listed)
    for code, state in told.items():
        if counts[code] > 1:
            verdict.doubled.append(code)
        if state in NEVER_TOLD or (state is State.SENT and not counts[code]):
            verdict.lost.append(code)
        if counts[code] and state not in {State.SENT, State.UNKNOWN, State.SUPERSEDED}:
            verdict.misjudged.append(code)
        if state in NEEDS_AN_EYE and code not in shown:
            verdict.unlisted.append(code)
        if state is State.UNKNOWN and may_be_unknown is not None and code not in may_be_unknown:
            verdict.unexplained.append(code)
    return verdict
