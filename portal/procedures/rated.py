"""The rated set: questions with the answers people would want, and how well search answers them."""

import csv
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.core.errors import Refused
from portal.procedures.intake import FOLDER

FILE = FOLDER / "rated.csv"
DEPTH = 5  # answers that people look at


@dataclass(frozen=True)
class Question:
    """What somebody typed, and how good each answer would be (3: what they want; none: nothing fits)."""

    kind: str
    text: str
    answers: Mapping[str, int]


@dataclass(frozen=True)
class Score:
    """Means over questions, each from 0 to 1: Hit@1, Hit@5, nDCG@5, mean reciprocal rank."""

    questions: int
    hit1: float
    hit5: float
    ndcg: float
    mrr: float


def questions(path: Path = FILE) -> list[Question]:
    """Every rated question. Refused when a line cannot be read."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_question(line, number) for number, line in enumerate(csv.DictReader(file), start=2)]


def _question(line: Mapping[str, str], number: int) -> Question:
    try:
        pairs = (answer.split("=") for answer in line["answers"].split())
        return Question(line["kind"], line["query"], {code: int(grade) for code, grade in pairs})
    except (KeyError, ValueError):
        raise Refused(f"line {number} of the rated set cannot be read") from None


def rate(asked: Iterable[Question], answer: Callable[[str], Sequence[str]]) -> dict[str, Score]:
    """The score of each kind of question, and of `all`. Where nothing fits, only an empty answer is right."""
    marks: dict[str, list[tuple[float, ...]]] = {"all": []}
    for question in asked:
        mark = _mark(question, answer(question.text))
        marks["all"].append(mark)
        marks.setdefault(question.kind, []).append(mark)
    return {kind: _mean(told) for kind, told in marks.items()}


def _mean(marks: Sequence[tuple[float, ...]]) -> Score:
    count = len(marks)
    return Score(count, *(sum(mark[part] for mark in marks) / max(1, count) for part in range(4)))


def _mark(question: Question, found: Sequence[str]) -> tuple[float, ...]:
    if not question.answers:
        return (float(not found),) * 4
    best = max(question.answers.values())
    grades = [question.answers.get(code, 0) for code in found]
    rank = next((place for place, grade in enumerate(grades, start=1) if grade == best), 0)
    ideal = _gain(sorted(question.answers.values(), reverse=True))
    return (float(rank == 1), float(0 < rank <= DEPTH), _gain(grades) / ideal, 1 / rank if rank else 0.0)


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades[:DEPTH], start=1))
