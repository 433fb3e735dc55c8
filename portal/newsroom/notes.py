"""Who else must hear that a published text was taken back: whoever sent it on says so here, once a process.

The page, the lists and the feed say it by themselves (portal/news); a feature that carried the text to people
(a broadcast, a post of the account) adds a reader and owes its own note, in the same commit.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class TakenBack:
    """What citizens may have read, and what stands there instead."""

    item_id: uuid.UUID
    revision: int  # the one that was taken back
    title: str
    why: str
    stands: int | None  # the revision that is shown again; none: nothing is
    by: uuid.UUID | None


Hear = Callable[[TakenBack], None]
_hearers: list[Hear] = []


def hear(call: Hear) -> None:
    """Call this inside the transaction of every undo and withdrawal; once, however often it is added."""
    if call not in _hearers:
        _hearers.append(call)


def tell(told: TakenBack) -> None:
    """A text was taken back: whoever carried it on owes a note now, or the whole act fails with it."""
    for call in _hearers:
        call(told)
