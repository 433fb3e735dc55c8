"""The counts a broadcast keeps of its rows, and the burst of errors that halts it."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, update
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


def moved(steps: Iterable[tuple[str, str]]) -> Counter[str]:
    """How each count changes when rows go from one state to another."""
    change: Counter[str] = Counter()
    for old, new in steps:
        change[new] += 1
        change[old] -= 1
    return change


def add(session: Session, broadcast: uuid.UUID, change: Mapping[str, int]) -> None:
    """Add to the kept counts; the row is locked by the caller already, or for this moment."""
    values = {
        state.value: getattr(Broadcast, state.value) + change[state.value]
        for state in COUNTED
        if change.get(state.value)
    }
    if values:
        session.execute(update(Broadcast).filter_by(id=broadcast).values(values).execution_options(**_ALONE))


def judge(
    session: Session, broadcast: uuid.UUID, steps: Sequence[tuple[str, str]], *, is_sending: bool
) -> bool:
    """Count calls and errors of the last 200; True when it is a burst, which halts what is being sent.

    The caller holds the broadcast's row.
    """
    window = session.execute(
        select(Broadcast.window_calls, Broadcast.window_errors).filter_by(id=broadcast)
    ).one()
    ended = [new for old, new in steps if old == Progress.ON_WIRE.value and new != Progress.WAITING.value]
    calls, errors = window[0] + len(ended), window[1] + sum(new in ERRORS for new in ended)
    is_burst = errors > MOST_ERRORS
    if calls >= WINDOW or is_burst:
        calls, errors = 0, 0
    values: dict[str, object] = {"window_calls": calls, "window_errors": errors}
    if is_burst and is_sending:
        values |= {"state": State.HALTED, "reason": BURST, "changed_at": clock.now()}
    session.execute(update(Broadcast).filter_by(id=broadcast).values(values).execution_options(**_ALONE))
    return is_burst


_ALONE = {"synchronize_session": False}
