"""The province's own desk as every procedure's page tells it; read anew each minute and on a change."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from portal.core import current, language
from portal.places import nearest, openings


@dataclass
class _Kept:
    minute: dt.datetime | None = None
    told: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # by language


_kept = _Kept()


def forget() -> None:
    """Read it anew at the next question."""
    _kept.minute, _kept.told = None, {}


current.on_change(forget)


def shown() -> list[dict[str, Any]]:
    """The desk and whether it is open now, in this page's language; empty when the province has none."""
    now = openings.moment()
    minute, name = now.replace(second=0, microsecond=0), language.chosen()
    if _kept.minute != minute:
        _kept.minute, _kept.told = minute, {}
    told = _kept.told  # another one once offices changed: what was read before must not come into it
    if name not in told:
        overrides = openings.overrides_from(now)
        told[name] = [openings.shown(office, now, overrides) for office in nearest.centres()[:1]]
    return told[name]
