"""What an officer chooses as an audience, as code and as JSON holds it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True)
class Audience:
    """What was chosen: one of each list is enough, and every list that is not empty must fit.

    Nothing chosen is everybody whom the account knows.
    """

    officials: bool = False  # only them, whoever agreed to what
    groups: tuple[str, ...] = ()  # of officials; none: any
    topics: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    every: bool = False  # all of the communes, not one of them
    without: tuple[str, ...] = ()  # and none of these communes
    fields: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()  # of a dossier they follow
    tags: tuple[str, ...] = ()
    active_days: int = 0  # wrote or tapped within so many days; 0: whenever
    got: str = ""  # the id of a broadcast: exactly those who may have got it

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """Out of JSON; what is not known is left out."""
        values: dict[str, Any] = {
            one.name: tuple(told[one.name]) if isinstance(one.default, tuple) else told[one.name]
            for one in fields(cls)
            if one.name in told
        }
        return cls(**values)

    def told(self) -> dict[str, Any]:
        """As JSON: only what was chosen, lists in one order, so that equal audiences look alike."""
        chosen = {name: value for name, value in asdict(self).items() if value}
        return {name: sorted(v) if isinstance(v, list | tuple) else v for name, v in chosen.items()}

    @property
    def digest(self) -> str:
        """The same for equal audiences."""
        return hashlib.sha256(json.dumps(self.told(), sort_keys=True).encode()).hexdigest()
