"""A question as people type it, in units: keys rescued, everyday names opened, mistyped words mended."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from portal.core.finding import keys
from portal.core.finding.dictionary import LONGEST_KEY, Dictionary, Ways
from portal.core.finding.lexicon import Lexicon
from portal.core.search import MAX_SIGNS, fold, fold_long, marks_of, tidy

LONGEST = 2000  # signs read of a question
MOST_WORDS = 24
FEW_WORDS = 7  # a longer question may name other things beside what it is about
MOST_BEGUN = 8  # words that the last, half-typed one may become
GUESSED = 0.85  # what a mended word counts beside one typed right
BEGUN = 0.9
LITERAL = 0.8  # an everyday name read as it stands, beside what it stands for
SOFT = 0.2  # share of its weight that a word of everyday talk keeps
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Word:
    """One word: folded, and with its marks as typed (None when typed without any)."""

    folded: str
    marks: str | None


@dataclass(frozen=True)
class Choice:
    """One way to read a unit, and how far it is trusted."""

    words: tuple[str, ...]
    trust: float = 1.0


@dataclass(frozen=True)
class Unit:
    """A word or everyday name of the question with all ways to read it."""

    choices: tuple[Choice, ...]
    weight: float
    marks: tuple[str | None, ...]  # of the first choice's words
    sure: str | None = None  # the one word of its first reading: where that stands, no other could be better


@dataclass(frozen=True)
class Asked:
    """A question read: its units, and all its folded words for whole names inside it."""

    units: tuple[Unit, ...]
    said: str
    weight: float  # of all units together
    elsewhere: tuple[str, ...] = ()  # folded words without which nothing answers it


@dataclass(frozen=True)
class Reader:
    """Reads questions by what an index knows and what staff told."""

    lexicon: Lexicon
    dictionary: Dictionary
    real: Container[str] = frozenset()  # words nobody mistyped, though few names here may have them

    def read(self, question: str, *, is_typing: bool = False) -> Asked:
        """The question in units; none when nothing in it could help. `is_typing`: its last word may go on."""
        typed = [self._rescued(word) for word in _words(question)]
        kept = self._telling(typed)
        units: list[Unit] = []
        at = 0
        while at < len(kept):
            length, names = self._opened(kept, at)
            is_last = is_typing and at + length == len(kept)
            units.append(self._unit(kept, at, length, names, is_last=is_last))
            at += length
        if self._is_chatter(typed, units):
            units = []
        said = " ".join(word.folded for word in typed)
        weight = sum(unit.weight for unit in units)
        return Asked(tuple(units), said.removeprefix("thu tuc "), weight, self._elsewhere(typed))

    def _elsewhere(self, typed: Sequence[Word]) -> tuple[str, ...]:
        """What of a short question speaks of other things than those kept here: "lịch thi đấu"."""
        if not self.dictionary.elsewhere or len(typed) > FEW_WORDS:
            return ()
        return tuple(
            " ".join(word.folded for word in typed[at : at + length])
            for at in range(len(typed))
            for length in range(1, min(LONGEST_KEY, len(typed) - at) + 1)
            if self._is_in(typed, at, length, self.dictionary.elsewhere)
        )

    def _is_chatter(self, typed: Sequence[Word], units: Sequence[Unit]) -> bool:
        """Is all that is left of several words one that nobody knows: "cho mình hỏi chút"."""
        return len(typed) > 2 and len(units) == 1 and units[0].choices[0].words[0] not in self.lexicon

    def _rescued(self, word: Word) -> Word:
        """The word itself where it is known; else what its keys spell, when that is known."""
        if word.marks or word.folded in self.lexicon or self.dictionary.knows(word.folded):
            return word
        spelt = keys.read(word.folded)
        if spelt is None or not (fold(spelt) in self.lexicon or self.dictionary.knows(fold(spelt))):
            return word
        return Word(fold(spelt), marks_of(spelt))

    def _telling(self, typed: Sequence[Word]) -> list[Word]:
        """The words that say something; phrases such as "thủ tục" are dropped as a whole."""
        kept: list[Word] = []
        at = 0
        while at < len(typed):
            lengths = range(min(LONGEST_KEY, len(typed) - at), 0, -1)
            quiet = next((n for n in lengths if self._is_in(typed, at, n, self.dictionary.quiet)), 0)
            if not quiet:
                kept.append(typed[at])
            at += quiet or 1
        return kept

    def _is_in(self, typed: Sequence[Word], at: int, length: int, ways: Ways) -> bool:
        """Do these words stand in a table of words.

        Typed with marks it must be the very word: "cần" is quiet, "căn" is not. A single word typed without
        stays a telling one where it belongs to its neighbour: "can cuoc".
        """
        piece = typed[at : at + length]
        for marks in ways.get(" ".join(word.folded for word in piece), ()):
            if _is_written_so(piece, marks) and (
                length > 1 or piece[0].marks or not self._belongs(typed, at)
            ):
                return True
        return False

    def _belongs(self, typed: Sequence[Word], at: int) -> bool:
        before = typed[at - 1].folded if at else ""
        after = typed[at + 1].folded if at + 1 < len(typed) else ""
        here = typed[at].folded
        return bool(self.lexicon.beside(before, here) or self.lexicon.beside(here, after))

    def _opened(self, words: Sequence[Word], at: int) -> tuple[int, Sequence[tuple[str, ...]]]:
        """The longest everyday name that starts here: how many words, and what it stands for.

        With marks typed it must be the very name: "sơ đồ" is not "sổ đỏ".
        """
        for length in range(min(LONGEST_KEY, len(words) - at), 0, -1):
            piece = words[at : at + length]
            for opening in self.dictionary.openings.get(" ".join(word.folded for word in piece), ()):
                if _is_written_so(piece, opening.marks):
                    return length, opening.means
        return 1, ()

    def _unit(
        self, words: Sequence[Word], at: int, length: int, names: Sequence[tuple[str, ...]], *, is_last: bool
    ) -> Unit:
        piece = words[at : at + length]
        own = tuple(word.folded for word in piece)
        choices = [Choice(own, LITERAL if names else 1.0), *(Choice(name) for name in names)]
        if length == 1 and not names:
            choices += self._guesses(words, at, is_last=is_last)
        known = [one for one in choices if all(word in self.lexicon for word in one.words)] or choices[:1]
        weight = max(sum(map(self.lexicon.weight, choice.words)) for choice in known)
        if length == 1 and not names and self._is_in(words, at, 1, self.dictionary.soft):
            weight *= SOFT
        sure = own[0] if length == 1 and choices[0].words == own and choices[0].trust == 1.0 else None
        return Unit(tuple(choices), weight, tuple(word.marks for word in piece), sure)

    def _guesses(self, words: Sequence[Word], at: int, *, is_last: bool) -> list[Choice]:
        """What a word may stand for besides itself: its end not typed yet, or typed wrong."""
        word = words[at].folded
        before = words[at - 1].folded if at else None
        after = words[at + 1].folded if at + 1 < len(words) else None
        if is_last and (begun := self.lexicon.begun(word, MOST_BEGUN, before)):
            return [Choice((one,), BEGUN) for one in begun]
        if word in self.real:
            return []
        if word not in self.lexicon and (meant := self.lexicon.abbreviated(word)):
            return [Choice(meant, GUESSED)]
        if word in self.lexicon:
            other = self.lexicon.misheard(word, before, after)
        elif parts := self.lexicon.parted(word):
            return [Choice(parts, GUESSED)]
        else:
            other = self.lexicon.meant(word, before, after)
        return [Choice((other,), GUESSED)] if other else []


def _is_written_so(piece: Sequence[Word], marks: Sequence[str]) -> bool:
    return all(word.marks in {None, mark} for word, mark in zip(piece, marks, strict=True))


def _words(question: str) -> list[Word]:
    found: list[Word] = []
    for token in _TOKEN.findall(tidy(question[:LONGEST]).lower()):
        pieces = fold_long(token).split()
        marks = marks_of(token) if len(pieces) == 1 and not token.isascii() else None
        found += [Word(piece[:MAX_SIGNS], marks) for piece in pieces]
        if len(found) >= MOST_WORDS:
            break
    return found[:MOST_WORDS]
