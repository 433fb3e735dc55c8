"""A short form of `portal bench photo`: three pictures of every mood, and everything that is no receipt."""

from collections.abc import Iterator

import pytest

from portal.core.scanner import Scanner
from portal.dossiers import codes
from tests.photos.album import MOODS, decoys, photos

EACH = 3


@pytest.fixture(scope="module")
def scanner() -> Iterator[Scanner]:
    """One warm process for all pictures, as in a worker."""
    with Scanner() as made:
        yield made


def test_nine_of_ten_photographed_receipts_are_read_and_none_wrongly(scanner: Scanner) -> None:
    missed = []
    for photo in photos(EACH):
        texts = scanner.read(photo.jpeg).texts
        found = {code for text in texts for code in codes.read(text).codes}
        assert found <= {photo.code}, f"{photo.name} was read as another dossier"
        if not found:
            missed.append(photo.name)
    assert len(missed) <= len(MOODS) * EACH // 10, missed


def test_what_is_no_receipt_never_becomes_a_code(scanner: Scanner) -> None:
    for photo in decoys():
        texts = scanner.read(photo.jpeg).texts
        assert texts, f"{photo.name}: the picture itself is readable"
        kinds = {codes.read(text).kind for text in texts}
        assert not kinds & {"codes", "near"}, photo.name
        assert photo.mood != "id_card" or kinds == {"person_number"}


def test_the_same_seed_takes_the_same_pictures() -> None:
    first, again = (next(iter(photos(1))) for _ in range(2))
    assert first == again
    assert first.jpeg != next(iter(photos(1, seed=7))).jpeg
