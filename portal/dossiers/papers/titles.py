"""Number, title and circular of each form, by the day from which they are valid (forms.csv)."""

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.dossiers.papers.models import PaperKind

FILE = Path(__file__).with_name("forms.csv")


@dataclass(frozen=True)
class Form:
    """A form as the circular of a day has it."""

    kind: PaperKind
    valid_from: dt.date
    number: str
    title: str
    decree: str
    suffix: str  # behind a paper's own number


@cache
def _forms() -> tuple[Form, ...]:
    with FILE.open(encoding="utf-8") as file:
        rows = [
            Form(
                PaperKind(row["kind"]),
                dt.date.fromisoformat(row["valid_from"]),
                row["number"],
                row["title"],
                row["decree"],
                row["suffix"],
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda form: form.valid_from))


def form(kind: PaperKind, day: dt.date) -> Form:
    """The form in force on a day; for an older day the oldest we know."""
    known = [one for one in _forms() if one.kind is kind]
    begun = [one for one in known if one.valid_from <= day]
    return begun[-1] if begun else known[0]
