"""A small collection to find things in: by name, then by what stands behind the name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from portal.core.finding.asking import Asked, Reader
from portal.core.finding.bodies import Bodies
from portal.core.finding.dictionary import Dictionary
from portal.core.finding.index import Entry, Index
from portal.core.finding.sources import Question

WHOLE = 0.85  # a smaller share of the question found makes an answer only a near one
ENOUGH = 0.6  # in a small collection every word is rare: what holds less was met by chance
Item = TypeVar("Item")


@dataclass(frozen=True)
class Card(Generic[Item]):
    """One thing: its key, its names, words around them, the texts behind them, how much it is preferred."""

    key: str
    names: tuple[str, ...]
    item: Item
    around: str = ""
    passages: tuple[str, ...] = ()
    liked: float = 0.0


class Stack(Generic[Item]):
    """Cards laid out for finding. Built once, then only read; several threads may."""

    def __init__(self, cards: Iterable[Card[Item]]) -> None:
        kept = list(cards)
        self._items = {card.key: card.item for card in kept}
        entries = (Entry(card.key, card.names, card.around, card.liked) for card in kept)
        self._index = Index(entries, Dictionary())
        self._bodies = Bodies((card.key, (*card.names, *card.passages), card.liked) for card in kept)

    def find(
        self, question: Question, is_shown: Callable[[Item], bool] = lambda _: True
    ) -> tuple[Sequence[Item], bool]:
        """What answers the question in one of its wordings, the best first, and whether it is only near."""
        reader = Reader(self._index.lexicon, question.dictionary, question.real)
        near: Sequence[str] = ()
        for wording in question.wordings:
            asked = reader.read(wording, is_typing=question.is_typing)
            keys, is_near = self._found(asked, lambda key: is_shown(self._items[key]), question)
            if keys and not is_near:
                return [self._items[key] for key in keys], False
            near = near or keys
        return [self._items[key] for key in near], True

    def _found(
        self, asked: Asked, allowed: Callable[[str], bool], question: Question
    ) -> tuple[Sequence[str], bool]:
        named = [hit for hit in self._index.find(asked, allowed) if hit.covered >= ENOUGH]
        if question.is_typing or (named and named[0].covered >= WHOLE):
            return [hit.key for hit in named], not named or named[0].covered < WHOLE
        inside = self._bodies.find(asked, allowed)
        keys = list(dict.fromkeys(hit.key for hit in (*named, *inside)))
        return keys, not any(hit.covered >= WHOLE for hit in inside)
