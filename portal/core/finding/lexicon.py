"""The words that an index knows, how often, and beside which: what a mistyped one may have meant."""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

UNKNOWN = 0.6  # a word nobody knows, beside the rarest one that is known
SHORTEST_EDITED = 4  # shorter words have too many neighbours one edit away
SHORTEST_ABBREVIATED, USUAL = 3, 3  # letters; how often words must stand so to be known by their first ones
VOWELS = frozenset("aeiouy")  # who leaves all of them out abbreviates
LETTERS = "abcdefghiklmnopqrstuvxy"
# What sounds alike in some part of the country, or is written either way; both directions.
_SOUNDS = (
    *(("tr", "ch"), ("s", "x"), ("gi", "d"), ("d", "v"), ("r", "g"), ("l", "n"), ("gi", "r"), ("d", "r")),
    *(("ng", "ngh"), ("g", "gh"), ("c", "k"), ("qu", "w"), ("f", "ph"), ("j", "gi"), ("z", "d")),
)
_ENDINGS = (
    *(("n", "ng"), ("t", "c"), ("i", "y"), ("in", "inh"), ("it", "ich"), ("ui", "uy"), ("um", "om")),
    *(("un", "on"), ("ut", "uc"), ("uu", "iu"), ("uou", "ieu"), ("uu", "uou"), ("ao", "au"), ("o", "oo")),
)


class Lexicon:
    """Folded words with their weight (inverse document frequency) and their pairs."""

    def __init__(self, lines: Iterable[Sequence[str]], written: frozenset[str] = frozenset()) -> None:
        """From folded words by lines; `written` are the words with marks, as they stand there."""
        self._written = written
        self._seen: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self.size = 0
        self._said: list[str] = []  # every word in its order, "\n" between lines ...
        for words in lines:
            self.size += 1
            self._said += (*words, "\n")
            self._seen.update(set(words))
            self._pairs.update(zip(words, words[1:], strict=False))
        self._first = "".join(word[0] for word in self._said)  # ... and their first letters, place by place
        self._sorted = sorted(self._seen)
        self._heaviest = math.log(1 + self.size)
        self._weights = {word: math.log(1 + self.size / (1 + seen)) for word, seen in self._seen.items()}

    def __contains__(self, word: object) -> bool:
        return word in self._seen

    def is_written(self, marks: str) -> bool:
        """Does this very word, with its marks, stand somewhere here."""
        return marks in self._written

    def weight(self, word: str) -> float:
        """How much a word tells; a word nobody knows tells less than a rare one."""
        return self._weights.get(word, self._heaviest * UNKNOWN)

    def beside(self, first: str, second: str) -> int:
        """How often `second` follows `first`."""
        return self._pairs.get((first, second), 0)

    def begun(self, start: str, most: int, before: str | None = None) -> list[str]:
        """Known longer words that begin so: those that stand behind `before` first, then the most usual."""
        first = bisect_right(self._sorted, start)
        last = bisect_right(self._sorted, start + "\x7f")
        found = self._sorted[first:last]
        behind = {word: self.beside(before, word) for word in found} if before else {}
        return sorted(found, key=lambda word: (-behind.get(word, 0), -self._seen[word], word))[:most]

    def meant(self, word: str, before: str | None, after: str | None) -> str | None:
        """The known word that an unknown one stands for, judged by its neighbours; None when none is near."""
        near = self._heard(word)
        if len(word) >= SHORTEST_EDITED:
            near |= self._edited(word)
        return self._best(near, before, after)

    def misheard(self, word: str, before: str | None, after: str | None) -> str | None:
        """A word that sounds like this one and fits its neighbours, beside whom this one never stood."""
        if self._fit(word, before, after):
            return None
        near = {other for other in self._heard(word) if self._fit(other, before, after)}
        return self._best(near, before, after)

    def parted(self, word: str) -> tuple[str, str] | None:
        """Two words typed as one: `khaisinh`."""
        halves = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
        known = [pair for pair in halves if self.beside(*pair)]
        return max(known, key=lambda pair: self._pairs[pair], default=None)

    def abbreviated(self, letters: str) -> tuple[str, ...] | None:
        """The words whose first letters these are (`htx`), if nearly always the same ones; else None."""
        if len(letters) < SHORTEST_ABBREVIATED or not letters.isalpha() or VOWELS & set(letters):
            return None
        found: Counter[tuple[str, ...]] = Counter()
        at = self._first.find(letters)
        while at >= 0:
            found[tuple(self._said[at : at + len(letters)])] += 1
            at = self._first.find(letters, at + 1)
        best, count = next(iter(found.most_common(1)), ((), 0))
        return best if count >= USUAL and count * 2 > found.total() else None

    def _fit(self, word: str, before: str | None, after: str | None) -> int:
        return (self.beside(before, word) if before else 0) + (self.beside(word, after) if after else 0)

    def _best(self, near: set[str], before: str | None, after: str | None) -> str | None:
        return max(near, key=lambda one: (self._fit(one, before, after), self._seen[one], one), default=None)

    def _heard(self, word: str) -> set[str]:
        """Known words that sound like this one, by its beginning, its ending or both."""
        starts = {word} | {new + word[len(old) :] for old, new in _both(_SOUNDS) if word.startswith(old)}
        ends = {one[: -len(old)] + new for one in starts for old, new in _both(_ENDINGS) if one.endswith(old)}
        return {one for one in starts | ends if one in self._seen and one != word}

    def _edited(self, word: str) -> set[str]:
        """Known words one letter away: left out, too many, another one, or two of them swapped."""
        cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
        made = {a + b[1:] for a, b in cuts if b}
        made |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        made |= {a + letter + b[1:] for a, b in cuts if b for letter in LETTERS}
        made |= {a + letter + b for a, b in cuts for letter in LETTERS}
        return {one for one in made if one in self._seen}


def _both(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for a, b in pairs for pair in ((a, b), (b, a))]
