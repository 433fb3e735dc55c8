"""The words of search that come with the catalogue: everyday names, quiet words, what people ask for most."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from portal.core.finding.dictionary import Dictionary
from portal.procedures.intake import WORDS


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(WORDS.read_text(encoding="utf-8"))
    return told


def most_asked() -> list[str]:
    """Codes of the procedures people ask for most, in the order to show them."""
    return list(_told()["top"])


def dictionary(more: Mapping[str, Sequence[str]] | None = None) -> Dictionary:
    """Everyday names and what they stand for in the names of procedures; `more` is what staff added."""
    told = _told()
    return Dictionary.of({**told["means"], **(more or {})}, told["quiet"], told["soft"])
