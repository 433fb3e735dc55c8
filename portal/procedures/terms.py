"""What somebody typed, turned into a search: abbreviations opened, small words dropped, limits kept (R24)."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from portal.core.search import MAX_SIGNS, MAX_WORDS, fold, tidy
from portal.procedures.intake import WORDS, marked

LONGEST_KEY = 3  # words
LONGEST_QUERY = 2000


@dataclass(frozen=True)
class Search:
    """A search as PostgreSQL reads it: one part for each word or abbreviation that was typed."""

    parts: tuple[str, ...]
    begun: tuple[str, ...]  # the same, the last word perhaps not typed to its end
    phrase: str  # the words that count, as one folded text
    said: str  # all the words, small ones too
    marks: str  # the words typed with marks, any of them


@dataclass(frozen=True)
class _Word:
    folded: str
    typed: str


def read(query: str) -> Search | None:
    """The search in a text, or None when nothing in it helps to find a procedure."""
    typed = _words(query)
    if not typed:
        return None
    means, quiet = _table()
    kept = _without(typed, quiet)
    parts: list[str] = []
    begun = ""
    at = 0
    while at < len(kept):
        length, openings = _opened(kept, at, means)
        words = [word.folded for word in kept[at : at + length]]
        parts.append(_part(words, openings))
        begun = _part(words, openings, is_begun=True)
        at += length
    if not parts:
        return None
    return Search(
        tuple(parts),
        (*parts[:-1], begun),
        phrase=" ".join(word.folded for word in kept),
        said=" ".join(word.folded for word in typed).removeprefix("thu tuc "),
        marks=" | ".join(f"'{word}'" for word in marked(" ".join(word.typed for word in kept))),
    )


def _part(words: list[str], openings: tuple[str, ...], *, is_begun: bool = False) -> str:
    """One word or abbreviation, or what it stands for; quoted, so nothing in it is an operator."""
    choices = [" <-> ".join(f"'{word}'" for word in choice) for choice in (words, *map(str.split, openings))]
    if is_begun:
        choices[0] += ":*"
    return "(" + " | ".join(f"({choice})" for choice in choices) + ")"


def _words(query: str) -> list[_Word]:
    found: list[_Word] = []
    for token in re.findall(r"[^\W_]+", tidy(query[:LONGEST_QUERY]).lower()):
        for piece in fold(token).split():
            found.append(_Word(piece[:MAX_SIGNS], token[:MAX_SIGNS]))
        if len(found) >= MAX_WORDS:
            break
    return found[:MAX_WORDS]


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(WORDS.read_text(encoding="utf-8"))
    return told


def most_asked() -> list[str]:
    """Codes of the procedures people ask for most, in the order to show them."""
    return list(_told()["top"])


@cache
def _table() -> tuple[dict[str, dict[str, tuple[str, ...]]], frozenset[str]]:
    """Folded key -> key as written -> folded openings; and the quiet words, folded."""
    told = _told()
    means: dict[str, dict[str, tuple[str, ...]]] = {}
    for key, openings in told["means"].items():
        means.setdefault(fold(key), {})[tidy(key).lower()] = tuple(fold(opening) for opening in openings)
    return means, frozenset(fold(word) for word in told["quiet"])


def _without(typed: list[_Word], quiet: frozenset[str]) -> list[_Word]:
    """The words that say something; two-word phrases such as "thủ tục" are dropped as a whole."""
    kept: list[_Word] = []
    skip = False
    for place, word in enumerate(typed):
        if skip:
            skip = False
            continue
        pair = f"{word.folded} {typed[place + 1].folded}" if place + 1 < len(typed) else ""
        if pair in quiet:
            skip = True
        elif word.folded not in quiet:
            kept.append(word)
    return kept


def _opened(
    words: list[_Word], at: int, means: dict[str, dict[str, tuple[str, ...]]]
) -> tuple[int, tuple[str, ...]]:
    """The longest abbreviation that starts here: how many words, and what it stands for.

    With marks typed it must be the very word: "sơ đồ" is not "sổ đỏ".
    """
    for length in range(min(LONGEST_KEY, len(words) - at), 0, -1):
        piece = words[at : at + length]
        typed = " ".join(word.typed for word in piece)
        folded = " ".join(word.folded for word in piece)
        for key, openings in means.get(folded, {}).items():
            if typed in {key, folded}:
                return length, openings
    return 1, ()
