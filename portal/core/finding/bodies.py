"""Long texts, apart from names: asked where names hold too little; they never push a name down."""

import math
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest
from itertools import pairwise
from sys import intern

from portal.core.finding.asking import Asked, Choice, Unit
from portal.core.finding.index import Hit
from portal.core.search import fold_long

CANDIDATES = 24
ENOUGH = 0.8  # share of the question's weight that a text must hold
TIED = 0.5  # share of its pairs of neighbours that must stand side by side there
TINY = 1e-9  # what rounding may cost
SHORTEST = 2  # words: one alone stands in too many texts to tell anything


class Bodies:
    """Folded texts by key, and which of them hold a word. Built once, then only read."""

    def __init__(self, texts: Iterable[tuple[str, Iterable[str], float]]) -> None:
        """From keys, each with its passages and how much it is preferred among equals."""
        self._keys: list[str] = []
        self._texts: list[str] = []
        self._liked: list[float] = []
        self._where: dict[str, array[int]] = {}
        for key, passages, liked in texts:
            self._add(key, passages, liked)
        self._heaviest = math.log(2 + len(self._keys))

    def _add(self, key: str, passages: Iterable[str], liked: float) -> None:
        """One text; passages are kept apart, so that no pair of words reaches across."""
        folded = dict.fromkeys(fold_long(passage) for passage in passages)
        number, text = len(self._keys), " \n ".join(one for one in folded if one)
        self._keys.append(key)
        self._texts.append(f" {text} ")
        self._liked.append(liked)
        for word in set(text.split()):
            self._where.setdefault(intern(word), array("I")).append(number)

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, asked: Asked, allowed: Callable[[str], bool] | None = None) -> Sequence[Hit]:
        """Texts that hold nearly all of a question, its words mostly side by side; the best first.

        A hit's `covered` is 1 only for the very words in their order.
        """
        if sum(len(unit.choices[0].words) for unit in asked.units) < SHORTEST:
            return ()
        weights = [self._weight(unit) for unit in asked.units]
        held = self._held(asked, weights)
        if allowed is not None:
            held = {number: sum_ for number, sum_ in held.items() if allowed(self._keys[number])}
        least, whole = ENOUGH * sum(weights), sum(weights)
        best = nlargest(CANDIDATES, (n for n in held if held[n] >= least - TINY), key=lambda n: held[n])
        hits = [hit for n in best if (hit := self._judged(n, asked, held[n] / whole))]
        return sorted(hits, key=lambda hit: (-hit.score, hit.key))

    def _held(self, asked: Asked, weights: Sequence[float]) -> dict[int, float]:
        """How much of it each text holds that may hold enough: rare words choose, the others add."""
        held: dict[int, float] = {}
        left = sum(weights)
        least, missed = ENOUGH * left, 0.0
        for unit, weight in sorted(zip(asked.units, weights, strict=True), key=self._spread):
            is_open = missed <= sum(weights) - least  # one that lacks all words so far may still have enough
            found = self._holding(unit) if is_open else {n: self._trust(unit, n) for n in held}
            for number, trust in found.items():
                held[number] = held.get(number, 0.0) + weight * trust
            left, missed = left - weight, missed + weight
            held = {number: sum_ for number, sum_ in held.items() if sum_ + left >= least - TINY}
        return held

    def _spread(self, weighed: tuple[Unit, float]) -> int:
        return sum(min(len(self._where.get(word, ())) for word in one.words) for one in weighed[0].choices)

    def _trust(self, unit: Unit, number: int) -> float:
        """How far the best reading of the unit that this text holds is trusted; 0 when it holds none."""
        return max(
            (one.trust for one in unit.choices if all(self._has(word, number) for word in one.words)),
            default=0.0,
        )

    def _has(self, word: str, number: int) -> bool:
        numbers = self._where.get(word)
        if numbers is None:
            return False
        at = bisect_left(numbers, number)  # they were added in order
        return at < len(numbers) and numbers[at] == number

    def _holding(self, unit: Unit) -> dict[int, float]:
        found: dict[int, float] = {}
        for choice in sorted(unit.choices, key=lambda one: one.trust):
            lists = [self._where.get(word, ()) for word in choice.words]
            if lists and all(lists):
                shortest = min(lists, key=len)
                found.update(dict.fromkeys(set(shortest).intersection(*lists), choice.trust))
        return found

    def _weight(self, unit: Unit) -> float:
        """What the unit's own words tell among these texts; a word that none has tells most."""
        seen = min(len(self._where.get(word, ())) for word in unit.choices[0].words)
        return math.log(1 + len(self._keys) / (1 + seen)) if seen else self._heaviest

    def _judged(self, number: int, asked: Asked, covered: float) -> Hit | None:
        text = self._texts[number]
        if not all(f" {phrase} " in text for phrase in asked.elsewhere):
            return None
        whole = [_held_whole(text, unit) for unit in asked.units]
        ties = [_is_tied(text, one, other) for one, other in pairwise(asked.units)]
        ties += [held for unit, held in zip(asked.units, whole, strict=True) if len(_first(unit).words) > 1]
        tied = sum(ties) / len(ties) if ties else 0.0
        if tied < TIED:
            return None
        return Hit(self._keys[number], covered + tied + self._liked[number] / 10, covered * tied)


def _first(unit: Unit) -> Choice:
    return unit.choices[0]


def _held_whole(text: str, unit: Unit) -> bool:
    return any(f" {' '.join(choice.words)} " in text for choice in unit.choices)


def _is_tied(text: str, one: Unit, other: Unit) -> bool:
    """Do two neighbours of the question stand side by side in the text, in any of their readings."""
    return any(f" {' '.join(a.words + b.words)} " in text for a in one.choices for b in other.choices)
