"""The journal on the disk: what it keeps, what it makes of a torn write, and who may open it."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.core import settings
from portal.zalo import journal
from portal.zalo.entries import HEAD, State
from portal.zalo.journal import SLOT, Busy

BY = uuid.uuid4()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PORTAL_HOME", str(tmp_path / "new" / "home"))
    settings.get.cache_clear()
    yield tmp_path / "new" / "home"
    monkeypatch.undo()
    settings.get.cache_clear()


def test_an_answer_outlives_the_process_that_wrote_it(home: Path) -> None:
    with journal.opened() as book:
        written = book.write("rotation", 4, BY, 200, b"\x00raw \xff")
    with journal.opened() as book:
        assert book.ahead_of(4) == [written]
        assert book.ahead_of(9) == [written]  # not settled yet, whatever the database says
        book.settle(written, State.GOOD)
        assert [entry.raw for entry in book.ahead_of(4)] == [b"\x00raw \xff"]
        assert book.ahead_of(5) == []


def test_the_last_good_answer_is_never_written_over(home: Path) -> None:
    with journal.opened() as book:
        book.settle(book.write("rotation", 1, BY, 200, b"good"), State.GOOD)
        for n in range(5):
            book.settle(book.write("rotation", 2, BY, 502, b"page %d" % n), State.VOID)
        assert [entry.raw for entry in book.ahead_of(0)] == [b"good"]
        book.settle(book.write("rotation", 2, BY, 200, b"better"), State.GOOD)
        assert [entry.raw for entry in book.ahead_of(2)] == [b"better"]


@pytest.mark.parametrize("kept", [0, 3, HEAD.size, HEAD.size + 40])
def test_a_torn_write_is_no_answer_and_spoils_no_other(home: Path, kept: int) -> None:
    with journal.opened() as book:
        book.settle(book.write("rotation", 1, BY, 200, b"good"), State.GOOD)
        book.write("rotation", 2, BY, 200, b"torn")
    path = home / journal.NAME
    raw = bytearray(path.read_bytes())
    raw[SLOT + kept : 2 * SLOT] = bytes(SLOT - kept)
    path.write_bytes(raw)
    with journal.opened() as book:
        assert [entry.raw for entry in book.ahead_of(0)] == [b"good"]
        assert book.write("rotation", 2, BY, 200, b"again").number > 1


def test_the_largest_answer_fits_and_takes_no_more_room(home: Path) -> None:
    with journal.opened() as book:
        size = os.stat(home / journal.NAME).st_blocks
        entry = book.write("rotation", 1, BY, 200, b"x" * (64 * 1024 + 1))
        assert book.ahead_of(0) == [entry]
        assert os.stat(home / journal.NAME).st_blocks <= size
    assert os.stat(home / journal.NAME).st_size == 2 * SLOT


def test_one_at_a_time(home: Path) -> None:
    with journal.opened(), pytest.raises(Busy), journal.opened(0.1):
        raise AssertionError("two holders")
    with journal.opened():
        pass
