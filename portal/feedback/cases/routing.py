"""Which office a feedback goes to: the rule that says most about it wins; without any, triage reads it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from portal.feedback.models import Kind

TRIAGE = frozenset({Kind.CONDUCT})
"""Kinds that people read first: the office complained about must not be the one that handles it."""


@dataclass(frozen=True)
class Rule:
    """One line of the rules; None stands for every kind, every commune."""

    kind: Kind | None
    unit_id: int | None
    office_id: uuid.UUID

    def fits(self, kind: Kind, unit_id: int | None) -> bool:
        """Whether it speaks of this kind and this commune."""
        return self.kind in (None, kind) and self.unit_id in (None, unit_id)

    @property
    def weight(self) -> int:
        """A commune says more than a kind, both say most."""
        return 2 * (self.unit_id is not None) + (self.kind is not None)


def office(
    rules: Iterable[Rule], kind: Kind, unit_id: int | None, blamed: uuid.UUID | None = None
) -> uuid.UUID | None:
    """The office, or None for triage: nothing fits, or the office would judge itself."""
    if kind in TRIAGE:
        return None
    fitting = [rule for rule in rules if rule.fits(kind, unit_id)]
    best = max(fitting, key=lambda rule: rule.weight, default=None)
    return best.office_id if best and best.office_id != blamed else None
