"""The one table of codes: none missing, none made up, each with a sentence and a next step for staff."""

import json

import pytest

from portal.zalo import answers, codes
from portal.zalo.codes import Class, Host, Outcome
from portal.zalo.codes.classes import table
from scripts import catalogue
from tests.unit.zalo.contract_codes import FACTS

ALL = [(host, number) for host, told in FACTS.items() for number in told]
OUTCOMES = {
    "T": Outcome.NOT_NOW,
    "B": Outcome.NOT_NOW,
    "W": Outcome.NOT_NOW,
    "F": Outcome.WRONG_DOOR,
    "R": Outcome.REFUSED,
    "U": Outcome.REFUSED,
    "P": Outcome.REFUSED,
    "O": Outcome.REFUSED,
    "A": Outcome.UNKNOWN,
    "?": Outcome.UNKNOWN,
}


@pytest.mark.parametrize("host", list(Host))
def test_no_code_is_missing_and_none_is_made_up(host: Host) -> None:
    ours = {number: code.kind for number, code in codes.TABLES[host].items()}
    assert ours == FACTS[host]


@pytest.mark.parametrize(("host", "number"), ALL)
def test_a_code_ends_as_its_class_says(host: Host, number: int) -> None:
    told = codes.meaning(number, host)
    assert told.outcome is OUTCOMES[told.kind.value]
    assert told.said.endswith(".")
    assert told.step.endswith(".")
    raw = json.dumps({"error": number, "message": "x"}).encode()
    with pytest.raises(answers.ZaloError) as caught:
        answers.read(200, {}, raw, host)
    assert (caught.value.code, caught.value.outcome) == (number, told.outcome)
    assert caught.value.meaning is told


@pytest.mark.parametrize("host", list(Host))
def test_an_unlisted_code_leaves_it_unknown(host: Host) -> None:
    told = codes.meaning(-99_999, host)
    assert (told.kind, told.outcome) == (Class.UNLISTED, Outcome.UNKNOWN)
    assert "chưa biết" in told.said


def test_one_number_means_something_else_on_another_host() -> None:
    assert codes.meaning(-100).kind is Class.REUPLOAD
    assert codes.meaning(-100, Host.BUSINESS).kind is Class.AMBIGUOUS


def test_only_one_code_is_told_apart_by_its_words() -> None:
    right = codes.meaning(-223, words="Official Account has not authorized this API")
    spent = codes.meaning(-223, words="Your OA has reach the limit quota create article")
    assert (right.kind, spent.kind) == (Class.OPERATOR, Class.WINDOW)


def test_every_class_has_a_title_and_a_step() -> None:
    assert set(codes.TITLES) == set(Class) == set(codes.OUTCOMES)


def test_a_code_that_stands_twice_is_found() -> None:
    with pytest.raises(ValueError, match="twice"):
        table({Class.USER: {-1: "Một."}, Class.PAYLOAD: {-1: "Hai."}})


def test_every_sentence_for_staff_has_its_english() -> None:
    known = {message.id: message.string for message in catalogue.english()}
    told = [code for table in codes.TABLES.values() for code in table.values()]
    told += [codes.UNLISTED, codes.ARTICLES_USED_UP]
    said = {words for code in told for words in (code.said, code.step)} | set(codes.TITLES.values())
    assert [words for words in sorted(said) if known.get(words) in (None, "", words)] == []
