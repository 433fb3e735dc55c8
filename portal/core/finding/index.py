"""An index of short names in memory: candidates by telling words, then the best by how they hold them."""

import copy
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from operator import itemgetter
from sys import intern

from portal.core.finding.asking import Asked, Reader, Unit
from portal.core.finding.dictionary import Dictionary
from portal.core.finding.judging import COVERED, Line, judge
from portal.core.finding.lexicon import Lexicon
from portal.core.search import fold

CANDIDATES = 45
LOWEST = 3.7  # the best answer's score below which there is none: a few words met by chance
EACH_MORE, OF_SENTENCES = (
    0.3,
    2.2,
)  # less for each unit of a sentence, which says much beside the point; the least
FEW_UNITS = 5  # beyond these it is a sentence
KEEN = 1.5  # how a preference fades with the share of the question that is held
NEAR = 0.45  # what holds less of the question than this share of what the best holds is left out
NEAR_OF_TWO = 0.6  # the same for one or two words
LENGTH = 0.01  # what each word of a name costs while candidates are chosen
COMMON = 0.15  # a word in so large a share of the names brings no candidates while rarer ones do
WIDE = 400  # names a word stands in, from which on they are kept as a set, too


@dataclass(frozen=True)
class Entry:
    """What can be found: its key, its name and other names, words around it, and how much it is preferred."""

    key: str
    names: tuple[str, ...]
    around: str = ""  # field, office: weighs little
    boost: float = 0.0


@dataclass(frozen=True)
class Hit:
    """What was found: its key, its score, and the share of the question that it holds."""

    key: str
    score: float
    covered: float


class _Kept:
    __slots__ = ("around", "entry", "lines")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.lines = [line for line in map(Line, entry.names) if line.words]
        words = fold(entry.around).split()
        self.around = frozenset(map(intern, words)).difference(*(line.words for line in self.lines))

    @property
    def words(self) -> frozenset[str]:
        """Every word of its names."""
        return frozenset(word for line in self.lines for word in line.words)


class Index:
    """Every entry, and where each word stands. Built once, then only read; several threads may."""

    def __init__(self, entries: Iterable[Entry], dictionary: Dictionary) -> None:
        self._kept = [_Kept(entry) for entry in entries]
        lines = [line.words for kept in self._kept for line in kept.lines]
        written = frozenset[str]().union(*(line.marks for kept in self._kept for line in kept.lines))
        self.lexicon = Lexicon([*lines, *dictionary.names()], written)
        self.reader = Reader(self.lexicon, dictionary)
        self._liked: list[float] = []
        self._where: dict[str, list[int]] = defaultdict(list)
        for number, kept in enumerate(self._kept):
            for line in kept.lines:
                line.weight = sum(map(self.lexicon.weight, set(line.words)))
            words = kept.words
            self._liked.append(kept.entry.boost - LENGTH * len(words))
            for word in words | kept.around:
                self._where[word].append(number)

        self._common = max(CANDIDATES * 2, int(COMMON * len(self._kept)))
        self._wide = {word: frozenset(found) for word, found in self._where.items() if len(found) > WIDE}

    def __len__(self) -> int:
        return len(self._kept)

    def reading(self, dictionary: Dictionary) -> "Index":
        """The same index, whose questions are read by another dictionary."""
        other = copy.copy(self)
        other.reader = Reader(self.lexicon, dictionary)
        return other

    def find(self, asked: Asked, allowed: Callable[[str], bool] | None = None) -> Sequence[Hit]:
        """What answers a question, the best first, at most CANDIDATES; nothing rather than a wrong guess."""
        if not asked.weight:
            return ()
        share = NEAR if len(asked.units) > 2 else NEAR_OF_TWO
        hits, most = list[Hit](), 0.0
        for held, number in self._candidates(asked, allowed):
            if held < share * most:  # it could only be left out again below
                continue
            if hit := self._judged(number, asked):
                hits.append(hit)
                most = max(most, hit.covered)
        best = sorted(hits, key=lambda hit: (-hit.score, hit.key))
        lowest = LOWEST - EACH_MORE * max(0, len(asked.units) - FEW_UNITS)
        if not best or best[0].score < max(OF_SENTENCES, lowest):
            return ()
        return [hit for hit in best if hit.covered >= share * most]

    def _judged(self, number: int, asked: Asked) -> Hit | None:
        kept = self._kept[number]
        lines = kept.lines
        if asked.elsewhere:
            lines = [line for line in lines if line.holds(asked.elsewhere)]
        judged = [judge(line, kept.around, asked, self.lexicon) for line in lines]
        score = max(judged)[0] if judged else 0.0
        if score <= 0:
            return None
        covered = max(held for told, held in judged if told > 0)
        boost = kept.entry.boost
        return Hit(kept.entry.key, score + boost * (covered**KEEN if boost > 0 else covered), covered)

    def _candidates(self, asked: Asked, allowed: Callable[[str], bool] | None) -> list[tuple[float, int]]:
        """Entries that hold the most telling words; common words only decide among those.

        Each with the share of the question that it holds at most.
        """
        held: dict[int, float] = {}
        for reach, unit in sorted(((self._reach(unit), unit) for unit in asked.units), key=itemgetter(0)):
            if len(held) < CANDIDATES or reach <= self._common:
                self._gather(held, unit)
            else:
                self._add_to(held, unit)
        if allowed is not None:
            held = {number: sum_ for number, sum_ in held.items() if allowed(self._kept[number].entry.key)}
        share, liked = COVERED / asked.weight, self._liked
        best = nlargest(CANDIDATES, ((sum_ * share + liked[n], -n) for n, sum_ in held.items()))
        return [(held[-number] / asked.weight, -number) for _, number in best]

    def _gather(self, held: dict[int, float], unit: Unit) -> None:
        """Add a unit to every entry that holds it."""
        if len(unit.choices) > 1 or len(unit.choices[0].words) > 1:
            for number, trust in self._holding(unit).items():
                held[number] = held.get(number, 0.0) + unit.weight * trust
            return
        gain = unit.weight * unit.choices[0].trust
        numbers = self._where.get(unit.choices[0].words[0], ())
        if held:
            for number in numbers:
                held[number] = held.get(number, 0.0) + gain
        else:
            held.update(dict.fromkeys(numbers, gain))

    def _reach(self, unit: Unit) -> int:
        """In how many names one of the unit's readings may stand, at most."""
        return sum(min(len(self._where.get(word, ())) for word in choice.words) for choice in unit.choices)

    def _add_to(self, held: dict[int, float], unit: Unit) -> None:
        """Add a common unit to those that rarer ones have found already."""
        readings = [
            (unit.weight * choice.trust, [self._numbers(word) for word in choice.words])
            for choice in sorted(unit.choices, key=lambda one: -one.trust)
        ]
        if len(readings) == 1 and len(readings[0][1]) == 1:
            gain, (numbers,) = readings[0][0], readings[0][1]
            for number in held.keys() & numbers:
                held[number] += gain
            return
        for number in held:
            for gain, all_ in readings:
                if all(number in numbers for numbers in all_):
                    held[number] += gain
                    break

    def _numbers(self, word: str) -> Collection[int]:
        return self._wide.get(word) or frozenset(self._where.get(word, ()))

    def _holding(self, unit: Unit) -> dict[int, float]:
        """Entries that hold a unit in one of its readings, and how far that reading is trusted."""
        found: dict[int, float] = {}
        for choice in sorted(unit.choices, key=lambda one: one.trust):
            lists = [self._where.get(word, ()) for word in choice.words]
            if len(lists) == 1:
                found.update(dict.fromkeys(lists[0], choice.trust))
            elif all(lists):
                shortest = min(lists, key=len)
                found.update(dict.fromkeys(set(shortest).intersection(*lists), choice.trust))
        return found
