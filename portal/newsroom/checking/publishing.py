"""What keeps a revision from being published, by the setting NEWSROOM_BLOCK."""

from collections.abc import Mapping

from portal.core import settings
from portal.core.errors import Refused
from portal.news.models import Kind
from portal.newsroom.checking import checks, links
from portal.newsroom.checking.findings import Finding
from portal.newsroom.models import Revision

TOLD = ("number", "date", "signer", "starts_at", "ends_at", "place", "phone", "hours", "address")


class Barred(Refused):
    """Faults stand in the way; `found` tells which."""

    def __init__(self, found: list[Finding]) -> None:
        super().__init__(f"{len(found)} faults stand in the way")
        self.found = found


def insist(kind: Kind, revision: Revision) -> None:
    """Raise Barred while faults keep the revision from being published."""
    if found := barriers(kind, revision):
        raise Barred(found)


def barriers(kind: Kind, revision: Revision) -> list[Finding]:
    """The faults that must be mended first; none when it may go up."""
    barrier = checks.Barrier(settings.get().newsroom_block)
    if barrier is checks.Barrier.NONE:
        return []
    broken = links.broken_in(revision.body)
    told = f"{revision.summary} {beside(revision.details)}"
    return checks.barring(checks.findings(kind, revision.title, told, revision.body, broken), barrier)


def beside(details: Mapping[str, object]) -> str:
    """What the fields beside the text say (hours, telephone ...): a reader is told it as well."""
    return " ".join(str(details[name]) for name in TOLD if details.get(name))
