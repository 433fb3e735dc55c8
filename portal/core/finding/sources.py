"""What a feature offers to the one search over all of them: a source of things to find."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from portal.core.finding.dictionary import Dictionary


@dataclass(frozen=True)
class Question:
    """What somebody typed; apart from it the place it names, by its names of today."""

    text: str
    rest: str = ""  # without the place; the whole text when it names none
    places: tuple[str, ...] = ()
    dictionary: Dictionary = field(default_factory=Dictionary)
    real: Container[str] = frozenset()  # words of the language: a small collection must not "mend" them
    is_typing: bool = False  # its last word may be only a beginning: names alone are worth looking at

    @property
    def wordings(self) -> Sequence[str]:
        """How to ask for it: with the places of today where an old one was named, then as it was typed."""
        return list(dict.fromkeys([*(f"{self.rest} {place}".strip() for place in self.places), self.text]))


@dataclass(frozen=True)
class Thing:
    """One answer: its title, where it is read, and what a list says beneath."""

    title: str
    path: str  # of a page for citizens
    note: str = ""
    meta: str = ""


@dataclass(frozen=True)
class Group:
    """What one source found, the best first; `is_near` when nothing holds the whole question."""

    things: tuple[Thing, ...] = ()
    total: int = 0
    is_near: bool = False
    more: str = ""  # path of a page that lists all of it


class Source(Protocol):
    """One sort of things. Finding reads only; it answers nothing rather than a wrong guess."""

    @property
    def name(self) -> str:
        """A short name for addresses: `tin-tuc`."""

    @property
    def title(self) -> str:
        """Its heading, in the reader's language."""

    def find(self, question: Question, most: int) -> Group:
        """At most so many things that answer the question."""
