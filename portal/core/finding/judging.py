"""How well one name holds a question: what it covers, in which order, how exactly, with which marks."""

from collections.abc import Sequence
from sys import intern

from portal.core.finding.asking import Asked, Choice, Unit
from portal.core.finding.lexicon import Lexicon
from portal.core.search import fold, marks_of, tidy

ALONE = 0.6  # what a word counts that stands beside none of the words it was typed with
APART, AROUND = 0.3, 0.4  # trust in an everyday name whose words stand apart, or partly in the field's name
ENOUGH = 0.45  # share of a short question's weight that must be found
ENOUGH_OF_TWO = 0.55  # of two words the telling one must be there
LEAST = 0.25  # the same for a whole sentence, which says much beside the point
OTHER = 0.7  # what a word counts that was typed with marks and stands there with others
ANOTHER = 0.4  # the same where what was typed is a word of its own: "nhãn" is not a slip for "nhận"
EACH_MORE = 0.04  # how the one becomes the other with each unit beyond the third
RUN = 5.0  # weight of words found in a row as typed that speaks for a name by itself
SHORT = 3  # units; up to here every word is meant

COVERED, ORDER, EXACT, MARKS, WHOLE, INSIDE, BEGINS = 6.0, 0.6, 1.7, 0.9, 1.2, 0.4, 0.4  # shares of a score


class Line:
    """One name of an entry, laid out for judging."""

    __slots__ = ("marks", "text", "weight", "words")

    def __init__(self, name: str) -> None:
        pieces = [(piece, token) for token in tidy(name).lower().split() for piece in fold(token).split()]
        # Interned, and no table of places: names are short, and each web process holds thousands of them.
        self.words = tuple(intern(piece) for piece, _ in pieces)
        self.text = " ".join(self.words)
        self.marks = frozenset(
            intern(marks_of(token.strip(_AROUND))) for _, token in pieces if not token.isascii()
        )
        self.weight = 0.0  # set once all names are known

    def holds(self, phrases: Sequence[str]) -> bool:
        """Do all these folded words stand here, each phrase as it was typed."""
        return all(f" {phrase} " in f" {self.text} " for phrase in phrases)


_AROUND = ".,;:()“”\"'-/"


class _Match:
    """How a line holds one unit: the reading, how far it is trusted, where it begins and ends (-1: apart)."""

    __slots__ = ("choice", "end", "place", "trust")

    def __init__(self, choice: Choice, trust: float, place: int, end: int) -> None:
        self.choice, self.trust, self.place, self.end = choice, trust, place, end


_Matches = Sequence[_Match | None]


def judge(line: Line, around: frozenset[str], asked: Asked, lexicon: Lexicon) -> tuple[float, float]:
    """A line's score (0: it does not answer the question) and the share of the question it holds."""
    matches = _matches(line, around, asked)
    joined = [_is_next(matches[at - 1], matches[at]) for at in range(1, len(matches))]
    covered = _covered(line, asked, matches, joined, lexicon)
    if not _is_enough(asked, matches, joined, covered):
        return 0.0, covered
    first = matches[0]
    is_at_start = first is not None and first.place == 0
    order = sum(joined) / len(joined) if joined else float(is_at_start)
    score = COVERED * covered + ORDER * order + EXACT * _exactness(line, matches, lexicon)
    score += MARKS * _marks(line, asked, matches) / len(matches)
    score += WHOLE * (asked.said == line.text) + BEGINS * (is_at_start and all(joined))
    score += INSIDE * (len(line.words) > 1 and f" {line.text} " in f" {asked.said} ")
    return score, covered


def _matches(line: Line, around: frozenset[str], asked: Asked) -> _Matches:
    found: list[_Match | None] = []
    wanted, there = 0, line.words
    for unit in asked.units:
        word, match = unit.sure, None
        if word is None:
            match = _best(line, around, unit, wanted)
        elif word in there:  # no other reading could be better
            at = wanted if 0 <= wanted < len(there) and there[wanted] == word else there.index(word)
            match = _Match(unit.choices[0], 1.0, at, at + 1)
        elif len(unit.choices) > 1:
            match = _best(line, around, unit, wanted)
        elif word in around:
            match = _Match(unit.choices[0], AROUND, -1, -1)
        wanted = match.end if match else -1
        found.append(match)
    return found


def _best(line: Line, around: frozenset[str], unit: Unit, wanted: int) -> _Match | None:
    best: _Match | None = None
    for choice in unit.choices:
        match = _match(line, around, choice, wanted)
        if match and (best is None or match.trust > best.trust):
            best = match
    return best


def _match(line: Line, around: frozenset[str], choice: Choice, wanted: int) -> _Match | None:
    words, there = choice.words, line.words
    length = len(words)
    if length == 1:
        word = words[0]
        if 0 <= wanted < len(there) and there[wanted] == word:
            return _Match(choice, choice.trust, wanted, wanted + 1)
        if word in there:
            at = there.index(word)
            return _Match(choice, choice.trust, at, at + 1)
        return _Match(choice, choice.trust * AROUND, -1, -1) if word in around else None
    if words[0] in there:
        starts = [
            at for at, word in enumerate(there) if word == words[0] and there[at : at + length] == words
        ]
        if starts:
            at = wanted if wanted in starts else starts[0]
            return _Match(choice, choice.trust, at, at + length)
    elif words[0] not in around:
        return None
    if all(word in there for word in words):
        return _Match(choice, choice.trust * APART, -1, -1)
    is_around = all(word in there or word in around for word in words)
    return _Match(choice, choice.trust * AROUND, -1, -1) if is_around else None


def _is_next(first: _Match | None, second: _Match | None) -> bool:
    return first is not None and second is not None and first.place >= 0 and second.place == first.end


def _covered(line: Line, asked: Asked, matches: _Matches, joined: Sequence[bool], lexicon: Lexicon) -> float:
    weight, is_long = 0.0, len(matches) > 2
    ties = (False, *joined, False)
    for at, match in enumerate(matches):
        if match is None:
            continue
        unit, trust = asked.units[at], match.trust
        if is_long and not ties[at] and not ties[at + 1] and len(match.choice.words) == 1:
            trust *= ALONE
        mark = unit.marks[0] if match.choice is unit.choices[0] else None
        if mark is not None and mark not in line.marks:
            trust *= ANOTHER if lexicon.is_written(mark) else OTHER
        weight += unit.weight * trust
    return weight / asked.weight


def _is_enough(asked: Asked, matches: _Matches, joined: Sequence[bool], covered: float) -> bool:
    count = len(matches)
    if count <= SHORT:
        return covered >= (ENOUGH_OF_TWO if count == 2 else ENOUGH)
    needed = max(LEAST, ENOUGH - EACH_MORE * (count - SHORT))
    return (covered >= needed and any(joined)) or _heaviest_run(asked, matches, joined) >= RUN


def _heaviest_run(asked: Asked, matches: _Matches, joined: Sequence[bool]) -> float:
    """The weight of the heaviest stretch of the question that stands in the line as it was typed."""
    best = now = 0.0
    for at, (unit, match) in enumerate(zip(asked.units, matches, strict=True)):
        if match is None or match.place < 0:
            now = 0.0
            continue
        is_joined = at > 0 and joined[at - 1]
        now = now + unit.weight if is_joined else unit.weight
        if is_joined or len(match.choice.words) > 1:
            best = max(best, now)
    return best


def _exactness(line: Line, matches: _Matches, lexicon: Lexicon) -> float:
    """The share of the line's own weight that was asked for."""
    used = {word for match in matches if match for word in match.choice.words}
    found = sum(lexicon.weight(word) for word in used.intersection(line.words))  # "lại" is not "lái"
    return found / line.weight if line.weight else 0.0


def _marks(line: Line, asked: Asked, matches: _Matches) -> int:
    """Words typed with marks that stand so in the line, less those that stand otherwise."""
    typed = [
        mark
        for unit, match in zip(asked.units, matches, strict=True)
        if match and match.choice is unit.choices[0]
        for mark in unit.marks
        if mark
    ]
    return sum(1 if mark in line.marks else -1 for mark in typed)
