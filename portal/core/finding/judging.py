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


_AROUND = ".,;:()“”\"'-/"


class _Match:
    """How a line holds one unit: the reading, how far it is trusted, where it begins and ends (-1: apart)."""

    __slots__ = ("choice", "end", "place", "trust")

    def __init__(self, choice: Choice, trust: float, place: int) -> None:
        self.choice, self.trust, self.place = choice, trust, place
        self.end = place + len(choice.words) if place >= 0 else -1


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
    wanted = 0
    for unit in asked.units:
        one = unit.choices[0]
        if len(unit.choices) == 1 or (
            one.trust == 1.0 and len(one.words) == 1 and one.words[0] in line.words
        ):
            match = _match(line, around, one, wanted)  # no other reading could be better
        else:
            match = _best(line, around, unit, wanted)
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
    if len(words) == 1:
        word = words[0]
        if 0 <= wanted < len(there) and there[wanted] == word:
            return _Match(choice, choice.trust, wanted)
        if word in there:
            return _Match(choice, choice.trust, there.index(word))
        return _Match(choice, choice.trust * AROUND, -1) if word in around else None
    starts = [
        at for at, word in enumerate(there) if word == words[0] and there[at : at + len(words)] == words
    ]
    if starts:
        return _Match(choice, choice.trust, wanted if wanted in starts else starts[0])
    if all(word in there for word in words):
        return _Match(choice, choice.trust * APART, -1)
    is_around = all(word in there or word in around for word in words)
    return _Match(choice, choice.trust * AROUND, -1) if is_around else None


def _is_next(first: _Match | None, second: _Match | None) -> bool:
    return first is not None and second is not None and first.place >= 0 and second.place == first.end


def _covered(line: Line, asked: Asked, matches: _Matches, joined: Sequence[bool], lexicon: Lexicon) -> float:
    weight, is_long = 0.0, len(matches) > 2
    ties = (False, *joined, False)
    for at, (unit, match) in enumerate(zip(asked.units, matches, strict=True)):
        if match:
            is_alone = is_long and not ties[at] and not ties[at + 1] and len(match.choice.words) == 1
            mark = unit.marks[0] if match.choice is unit.choices[0] else None
            trust = match.trust * (ALONE if is_alone else 1.0)
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
