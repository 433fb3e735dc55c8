"""The words of search that come with the catalogue: everyday names, quiet words, what people ask for most."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from portal.core.finding.dictionary import Dictionary, ways
from portal.procedures.intake import WORDS

_CAPITALS = re.compile(r"\b[A-ZĐ]{3,}\b")


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


def of_procedures(more: Mapping[str, Sequence[str]] | None = None) -> Dictionary:
    """The same for questions to the catalogue alone, with what no procedure is about."""
    told = _told()
    return replace(dictionary(more), elsewhere=ways(told["elsewhere"]))


def spelt_out(name: str) -> str:
    """A name in which abbreviations in capitals stand in full: people type either."""
    told = _told()["means"]

    def full(found: re.Match[str]) -> str:
        means: list[str] = told.get(found[0].lower(), [found[0]])
        return means[0]

    return name if name.isupper() else _CAPITALS.sub(full, name)
