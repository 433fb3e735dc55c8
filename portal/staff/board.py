"""What the desk's home tells each person; features say it through readers, and staff knows none of them.

A reader answers for one signed-in person, within the person's offices, with a handful of notes; it is asked
at every visit, so it counts by an index.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.staff.access import Officer


class Part(StrEnum):
    """Where on the home a note stands, in this order."""

    WAITS = "waits"  # for this person
    NEXT = "next"  # goes out soon
    FAILED = "failed"  # somebody has to look
    FIGURE = "figure"


@dataclass(frozen=True)
class Note:
    """One line: how many of what, or what at which moment; words are in the language of the page."""

    part: Part
    title: str
    href: str
    count: int | None = None
    at: dt.datetime | None = None


Reader = Callable[[Officer], Iterable[Note]]
MOST = {Part.FIGURE: 3, Part.NEXT: 5}
_readers: list[Reader] = []


def add(reader: Reader) -> None:
    """Ask this reader at every visit of the home; once, however often it is added."""
    if reader not in _readers:
        _readers.append(reader)


def told(officer: Officer) -> dict[str, list[Note]]:
    """Every note for this person by part: none that says zero but figures, the soonest first."""
    found = [note for reader in _readers for note in reader(officer)]
    parts: dict[str, list[Note]] = {}
    for part in Part:
        notes = [note for note in found if note.part is part and (part is Part.FIGURE or note.count != 0)]
        if part is Part.NEXT:
            notes.sort(key=lambda note: (note.at is None, note.at))
        parts[part.value] = notes[: MOST.get(part)]
    return parts
