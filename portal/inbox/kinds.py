"""What kinds of matters there are: features say it when they are put together; the inbox knows none."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.errors import Missing
from portal.staff.rights import Permission


@dataclass(frozen=True)
class Kind:
    """A kind of matter.

    `href` is the feature's own page of one: endpoint, and the name of its argument. Without it the inbox's
    page shows `panel` with what `read` gives.
    `person` names who is answered on Zalo; without it there is no box to answer. `take` (by nobody: put
    back), `answered` and `close` are told in the same transaction as the item; `close` closes the item, too,
    and where it is missing only the feature's own page does.
    """

    name: str
    title: str
    icon: str
    permission: Permission
    is_shared: bool = False  # one without an office is for every office, not for the province's people alone
    href: tuple[str, str] | None = None
    panel: str | None = None
    read: Callable[[uuid.UUID], Mapping[str, Any]] | None = None
    person: Callable[[uuid.UUID], uuid.UUID | None] | None = None
    take: Callable[[uuid.UUID, uuid.UUID | None], object] | None = None
    answered: Callable[[uuid.UUID], object] | None = None
    close: Callable[[uuid.UUID, uuid.UUID], object] | None = None


_kinds: dict[str, Kind] = {}


def add(kind: Kind) -> None:
    """The inbox knows this kind from now on; once, however often it is added."""
    _kinds[kind.name] = kind


def every() -> list[Kind]:
    """All kinds, in the order they were added."""
    return list(_kinds.values())


def named(name: str) -> Kind:
    """The kind of that name; raises Missing."""
    if name not in _kinds:
        raise Missing("no such kind of matter")
    return _kinds[name]
