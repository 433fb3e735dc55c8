"""Search keeps what it has reached on the rated set."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from portal.core.db import db
from portal.core.errors import Refused
from portal.core.search import fold
from portal.procedures import rated, search, shelf, terms
from portal.procedures.rated import Question
from tests import stock

RECORDED = json.loads(rated.FILE.with_name("rated_score.json").read_text())
MOST_LOST = 0.01
KINDS = {
    "plain",
    "no-marks",
    "abbreviation",
    "typo",
    "telex",
    "vni",
    "sentence",
    "old-name",
    "code",
    "off-topic",
    "inside",
}


@pytest.fixture(scope="module")
def catalogue(app: Flask) -> Iterator[Flask]:
    """The whole catalogue, read once for this file."""
    with app.app_context():
        db.session.execute(text("TRUNCATE procedure CASCADE"))
        db.session.commit()
        stock.catalogue()
        yield app
        db.session.remove()


def answers(question: str) -> list[str]:
    return [item.code for item in search.search(search.Wanted(question)).items]


def test_the_score_has_not_fallen(catalogue: Flask) -> None:
    score = rated.rate(rated.questions(), answers)["all"]
    fallen = {
        name: (round(getattr(score, name), 4), was)
        for name, was in RECORDED.items()
        if getattr(score, name) < was - MOST_LOST
    }
    assert fallen == {}, "found worse than before; if that is meant, record the new score"


def test_the_set_is_large_and_of_every_kind() -> None:
    asked = rated.questions()
    assert len(asked) >= 300
    assert {question.kind for question in asked} == KINDS
    assert len({question.text for question in asked}) == len(asked)


def test_every_answer_is_a_procedure_of_the_catalogue(catalogue: Flask) -> None:
    known = set(db.session.scalars(text("SELECT code FROM procedure WHERE NOT is_hidden")))
    strange = {code for question in rated.questions() for code in question.answers} - known
    assert strange == set()


def test_an_everyday_name_leads_to_words_that_some_name_has(catalogue: Flask) -> None:
    """Else it would only push good answers down. Two name what this catalogue has not, and say so."""
    names = "\n".join(fold(name) for entry in shelf.entries() for name in entry.names)
    told = terms.dictionary().openings
    lost = {
        key
        for key, openings in told.items()
        for one in openings
        if not any(" ".join(words) in names for words in one.means)
    }
    assert lost <= {"bhtn", "bcci"}


def test_the_marks_are_those_of_the_books() -> None:
    asked = [Question("k", "a", {"x": 3, "y": 1}), Question("k", "b", {}), Question("k", "c", {"x": 3})]
    told = {"a": ["y", "x"], "b": [], "c": []}
    score = rated.rate(asked, lambda question: told[question])["all"]
    assert (score.questions, score.hit1, score.hit5, score.mrr) == (3, 1 / 3, 2 / 3, 0.5)
    assert score.ndcg == pytest.approx((1 + (1 + 7 / 1.584962) / (7 + 1 / 1.584962)) / 3, abs=1e-4)


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rated.csv"
    file.write_text("kind,query,answers\nplain,khai sinh,1.001193=3\nplain,kết hôn,1.000894\n")
    with pytest.raises(Refused, match="line 3"):
        rated.questions(file)
