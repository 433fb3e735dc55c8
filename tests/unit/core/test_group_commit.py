"""Many callers, one commit: everybody is told after it, errors too, and a broken connection is made anew."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from flask import Flask

from portal.core import group_commit
from portal.core.db import db
from portal.core.errors import Unavailable
from portal.core.group_commit import GroupCommit

pytestmark = pytest.mark.usefixtures("ctx")


class Writer:
    """Writes down the batches; waits at a gate, or breaks, when told to."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.errors: list[Exception] = []

    def __call__(self, line: "psycopg.Connection[Any]", rows: Sequence[int]) -> list[int]:
        self.gate.wait(10)
        self.batches.append(list(rows))
        if self.errors:
            raise self.errors.pop()
        line.execute("SELECT 1")
        return [row * 2 for row in rows]


@pytest.fixture
def writer() -> Writer:
    return Writer()


def _together(app: Flask, group: GroupCommit[int, int], writer: Writer, many: int) -> list[Any]:
    """So many callers while the first one's commit is under way."""

    def call(n: int) -> Any:
        with app.app_context():
            try:
                return group.put(n)
            except Exception as error:  # noqa: BLE001 - what the caller was told is looked at
                return error

    writer.gate.clear()
    with ThreadPoolExecutor(many) as pool:
        calls = [pool.submit(call, n) for n in range(many)]
        while len(group._waiting) < many - 1:
            threading.Event().wait(0.005)
        writer.gate.set()
        return [one.result() for one in calls]


def test_who_comes_alone_writes_at_once(writer: Writer) -> None:
    group = GroupCommit(writer)
    assert [group.put(n) for n in (1, 2)] == [2, 4]
    assert writer.batches == [[1], [2]]


def test_those_who_come_meanwhile_are_written_together(ctx: Flask, writer: Writer) -> None:
    group = GroupCommit(writer)
    assert _together(ctx, group, writer, 8) == [n * 2 for n in range(8)]
    assert len(writer.batches) == 2
    assert sorted(sum(writer.batches, [])) == list(range(8))
    assert group.put(9) == 18, "the next one leads again"


def test_no_commit_is_larger_than_the_limit(
    ctx: Flask, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "MOST", 3)
    assert _together(ctx, GroupCommit(writer), writer, 8) == [n * 2 for n in range(8)]
    assert max(map(len, writer.batches)) <= 3


def test_everybody_hears_of_an_error_and_the_next_goes_on(ctx: Flask, writer: Writer) -> None:
    group = GroupCommit(writer)
    writer.errors = [ValueError("second"), ValueError("first")]
    told = _together(ctx, group, writer, 5)
    assert all(isinstance(one, ValueError) for one in told)
    assert group.put(3) == 6


def test_a_broken_connection_is_made_anew_within_the_call(writer: Writer) -> None:
    group = GroupCommit(writer)
    group.put(1)
    assert group._line is not None
    group._line.close()
    assert group.put(2) == 4
    writer.errors = [psycopg.OperationalError("server closed the connection")]
    assert group.put(3) == 6
    assert writer.batches[-2:] == [[3], [3]]


def test_a_database_that_is_away_is_unavailable(writer: Writer) -> None:
    group = GroupCommit(writer)
    writer.errors = [psycopg.OperationalError("away")]
    with pytest.raises(Unavailable) as told:
        group.put(1)
    assert told.value.retry_after
    assert group.put(2) == 4


def test_who_has_waited_too_long_is_told_to_come_again(
    ctx: Flask, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = GroupCommit(writer)
    monkeypatch.setattr(group_commit, "ANSWER_SECONDS", 0.05)
    writer.gate.clear()

    def lead() -> int:
        with ctx.app_context():
            return group.put(1)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(lead)
        while not group._is_led:
            threading.Event().wait(0.005)
        with pytest.raises(Unavailable):
            group.put(2)
        writer.gate.set()
        assert first.result() == 2
    assert group.put(3) == 6
    assert writer.batches == [[1], [3]]


def test_a_fork_makes_a_connection_of_its_own(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    group = GroupCommit(writer)
    group.put(1)
    parents = group._line
    monkeypatch.setattr("os.getpid", lambda: 1)
    group.put(2)
    assert group._line is not parents
    assert parents is not None
    assert not parents.closed, "it is the parent's"
    parents.close()
    assert group._line is not None
    group._line.close()
    db.session.rollback()
