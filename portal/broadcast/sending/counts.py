"""The counts a broadcast keeps of its rows, and the burst of errors that halts it."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.broadcast.models import Broadcast, Progress, State
from portal.broadcast.sending.meaning import ERRORS
from portal.core import clock

WINDOW = 200  # calls
MOST_ERRORS = WINDOW // 20  # of them; one more halts
COUNTED = (
    Progress.SENT,
    Progress.UNKNOWN,
    Progress.REFUSED,
    Progress.FAILED,
    Progress.EXCLUDED,
    Progress.CANCELLED,
)
BURST = "error_burst"
Window = tuple[int, int]  # calls, and errors among them


def moved(steps: Iterable[tuple[str, str]]) -> Counter[str]:
    """How each count changes when rows go from one state to another."""
    change: Counter[str] = Counter()
    for old, new in steps:
        change[new] += 1
        change[old] -= 1
    return change


def add(
    session: Session,
    broadcast: uuid.UUID,
    change: Mapping[str, int],
    more: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Add to the kept counts and write `more`; the row is locked by the caller or for this moment."""
    values = {
        state.value: getattr(Broadcast, state.value) + change[state.value]
        for state in COUNTED
        if change.get(state.value)
    } | dict(more)
    if values:
        one = update(Broadcast).filter_by(id=broadcast).values(values)
        session.execute(one.execution_options(synchronize_session=False))


def judged(window: Window, steps: Sequence[tuple[str, str]], *, is_sending: bool) -> tuple[Window, bool]:
    """Calls and errors of the last 200 behind these steps, and whether it is a burst, which halts."""
    ended = [new for old, new in steps if old == Progress.ON_WIRE.value and new != Progress.WAITING.value]
    calls, errors = window[0] + len(ended), window[1] + sum(new in ERRORS for new in ended)
    is_burst = errors > MOST_ERRORS
    if calls >= WINDOW or is_burst:
        calls, errors = 0, 0
    return (calls, errors), is_burst


def noted(window: Window, *, halts: bool) -> dict[str, object]:
    """What `add` writes of a judgement."""
    values: dict[str, object] = {"window_calls": window[0], "window_errors": window[1]}
    if halts:
        values |= {"state": State.HALTED, "reason": BURST, "changed_at": clock.now()}
    return values
