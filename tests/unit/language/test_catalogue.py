"""The English catalogue: complete, up to date, and saying of each sentence what the sentence holds."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo, write_mo

from scripts import catalogue, words

PLACES = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """What the catalogue says, by sentence."""
    return {str(message.id): str(message.string or "") for message in _messages()}


def _messages() -> Iterator[Message]:
    return (message for message in catalogue.english() if message.id)


def test_every_sentence_of_pages_is_said_in_english(said: dict[str, str]) -> None:
    wanted = {message.id for message in catalogue.words() if message.id}
    assert len(wanted) > 600
    assert sorted(wanted - said.keys()) == [], "run: python scripts/catalogue.py"
    assert sorted(said.keys() - wanted) == [], "no longer said anywhere; run: python scripts/catalogue.py"
    assert [sentence for sentence, english in said.items() if not english] == []
    assert [message.id for message in _messages() if message.fuzzy] == []


def test_places_for_values_are_the_same_in_both_languages(said: dict[str, str]) -> None:
    strange = {
        sentence: english
        for sentence, english in said.items()
        if sorted(PLACES.findall(sentence)) != sorted(PLACES.findall(english))
    }
    assert strange == {}


def test_the_english_is_not_the_vietnamese(said: dict[str, str]) -> None:
    same = {sentence for sentence, english in said.items() if sentence == english}
    assert same == set()


def test_the_compiled_file_is_the_one_of_this_text() -> None:
    made = BytesIO()
    write_mo(made, catalogue.english())
    assert made.getvalue() == catalogue.MO.read_bytes(), "run: python scripts/catalogue.py"
    with catalogue.MO.open("rb") as file:
        assert len([message for message in read_mo(file) if message.id]) == len(list(_messages()))


def test_words_outside_gettext_are_found_whole() -> None:
    source = '''"""Docstring có dấu."""
TITLE = "Mới đăng ký"
JOINED = f"Hạn {TITLE} nộp"
def x(s):
    """Lời giải thích."""
    return s.removeprefix("Mẫu") + " đồng"
'''
    found = [message for _, _, message, _ in words.extract(BytesIO(source.encode()), None, None, {})]
    assert found == ["Mới đăng ký"]


def test_words_of_data_files_are_found() -> None:
    row = BytesIO('{"a": ["Cháy", "115"], "b": {"c": "Nổ"}}'.encode())
    assert [message for _, _, message, _ in words.extract(row, None, None, {})] == ["Cháy", "Nổ"]
