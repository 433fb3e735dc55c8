"""Two texts compared word by word, as a person reads it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

AROUND = 8  # words shown beside what differs; what is alike for longer becomes an ellipsis
MOST_WORDS = 3000
Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True)
class Piece:
    """Words in a row that stayed, went or came."""

    kind: Kind
    text: str


def compared(before: str, after: str) -> Iterator[Piece]:
    """Two texts word by word; beyond MOST_WORDS as one piece each."""
    old, new = (re.findall(r"\S+|\n", text) for text in (before, after))
    if max(len(old), len(new)) > MOST_WORDS:
        yield from _pieces(("gone", old), ("new", new))
        return
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for at, (how, a, b, c, d) in enumerate(blocks):
        if how == "equal":
            yield Piece("same", _shortened(old[a:b], is_first=at == 0, is_last=at == len(blocks) - 1))
        else:
            yield from _pieces(("gone", old[a:b]), ("new", new[c:d]))


def _pieces(*told: tuple[Kind, list[str]]) -> Iterator[Piece]:
    for kind, words in told:
        if words:
            yield Piece(kind, _joined(words))


def _joined(words: list[str]) -> str:
    return " ".join(words).replace(" \n ", "\n").strip(" ")


def _shortened(words: list[str], *, is_first: bool, is_last: bool) -> str:
    if len(words) <= 2 * AROUND + 4:
        return _joined(words)
    head = [] if is_first else words[:AROUND]
    tail = [] if is_last else words[-AROUND:]
    return _joined([*head, "…", *tail])
