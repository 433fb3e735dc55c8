"""Where a picture or paper stands, as the signed-in person may know it.

Features that hide drafts say which places stay unsaid; media knows none of them.
"""

from collections.abc import Callable, Collection, Sequence

from portal.media import queries
from portal.media.models import Use

Hidden = Callable[[Collection[str]], Collection[str]]
_readers: list[Hidden] = []


def hides(reader: Hidden) -> None:
    """Ask this reader which of some places the signed-in person may not know; once, however often added."""
    if reader not in _readers:
        _readers.append(reader)


def uses(ref: str) -> tuple[Sequence[Use], int]:
    """The places this person may know, published ones first, and how many drafts there are besides."""
    found = queries.uses(ref)
    drafts = {use.place for use in found if not use.is_public}
    unsaid = {place for reader in _readers if drafts for place in reader(drafts)}
    return [use for use in found if use.place not in unsaid], len(unsaid)
