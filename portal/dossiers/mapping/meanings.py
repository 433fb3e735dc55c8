"""What a told code means: the national status it stands for, and when people hear of it. No database here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.dossiers.mapping.models import Telling
from portal.dossiers.models import Status

_USUAL = {
    Status.REGISTERED: Telling.NEVER,
    Status.ACCEPTED: Telling.FIRST,
    Status.PROCESSING: Telling.FIRST,
}


def national(raw_status: str) -> Status | None:
    """The national status a code spells, or None for a code nobody has agreed upon."""
    known = raw_status.isascii() and raw_status.isdigit() and 1 <= int(raw_status) <= 10
    return Status(int(raw_status)) if known else None


def usual(status: Status | None) -> Telling:
    """When people are told of a status unless somebody decided otherwise; never of one we do not know."""
    return Telling.NEVER if status is None else _USUAL.get(status, Telling.ALWAYS)


@dataclass(frozen=True)
class Meaning:
    """A code's status, and when people are told of it."""

    status: Status | None
    telling: Telling


@dataclass(frozen=True)
class Meanings:
    """The codes of one system: its own go before what was decided for all, that before the national list."""

    own: Mapping[str, Meaning] = field(default_factory=dict)
    shared: Mapping[str, Meaning] = field(default_factory=dict)

    def of(self, raw_status: str) -> Meaning:
        """What this code means."""
        found = self.own.get(raw_status) or self.shared.get(raw_status)
        if found:
            return found
        status = national(raw_status)
        return Meaning(status, usual(status))

    def is_told(self, raw_status: str, before: frozenset[str]) -> bool:
        """Is somebody told of this code, in a dossier that had these before?

        A silent step that stands for the same status does not use up the first time.
        """
        meaning = self.of(raw_status)
        if meaning.status is None or meaning.telling is Telling.NEVER:
            return False
        if meaning.telling is Telling.ALWAYS:
            return True
        heard = (self.of(raw) for raw in before)
        return not any(m.status is meaning.status and m.telling is not Telling.NEVER for m in heard)


NATIONAL = Meanings()
