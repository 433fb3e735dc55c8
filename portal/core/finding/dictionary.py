"""What staff may edit about search: everyday names and what they stand for, and words that help little."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from portal.core.search import fold, marks_of, tidy

LONGEST_KEY = 4  # words of an everyday name or of a quiet phrase

Ways = Mapping[str, Sequence[tuple[str, ...]]]
"""Folded words -> the ways they are written, each as its words' marks."""


@dataclass(frozen=True)
class Opening:
    """An everyday name as it is written, by its words' marks, and the folded names it stands for."""

    marks: tuple[str, ...]
    means: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Dictionary:
    """Everyday names; words that are left out of a question; words that only count a little."""

    openings: Mapping[str, Sequence[Opening]] = field(default_factory=dict)
    quiet: Ways = field(default_factory=dict)
    soft: Ways = field(default_factory=dict)
    elsewhere: Ways = field(default_factory=dict)  # whoever says these looks for nothing that has them not

    @classmethod
    def of(
        cls,
        means: Mapping[str, Sequence[str]],
        quiet: Sequence[str] = (),
        soft: Sequence[str] = (),
        elsewhere: Sequence[str] = (),
    ) -> "Dictionary":
        """From plain tables, each word as people write it."""
        table: dict[str, list[Opening]] = {}
        for key, names in means.items():
            opening = Opening(_marks(key), tuple(tuple(fold(name).split()) for name in names))
            table.setdefault(fold(key), []).append(opening)
        return cls(table, ways(quiet), ways(soft), ways(elsewhere))

    def names(self) -> Iterator[tuple[str, ...]]:
        """Every official name that an everyday one stands for, folded, each once."""
        means = (one.means for openings in self.openings.values() for one in openings)
        return iter(dict.fromkeys(chain.from_iterable(means)))

    def knows(self, folded: str) -> bool:
        """Is this the beginning of nothing else than a word of its own here."""
        return folded in self.openings or folded in self.quiet


def _marks(said: str) -> tuple[str, ...]:
    return tuple(marks_of(token) for token in tidy(said).lower().split())


def ways(words: Sequence[str]) -> Ways:
    """A table of words from a plain list, each as people write it."""
    made: dict[str, list[tuple[str, ...]]] = {}
    for said in words:
        made.setdefault(fold(said), []).append(_marks(said))
    return made
