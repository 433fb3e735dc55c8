"""Counters that hold under many hands at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from flask import Flask

from portal.core import limits
from portal.core.errors import TooMany


def test_more_than_allowed_is_refused_with_the_wait(ctx: Flask) -> None:
    for _ in range(3):
        limits.allow("x", 3, 60)
    with pytest.raises(TooMany) as told:
        limits.allow("x", 3, 60)
    assert told.value.retry_after is not None
    assert 1 <= told.value.retry_after <= 60


def test_a_window_ends(ctx: Flask) -> None:
    with time_machine.travel("2026-11-22T01:00:00Z", tick=False) as clock:
        assert [limits.count("x", 60)[0] for _ in range(2)] == [1, 2]
        clock.shift(61)
        assert limits.seen("x") == 0
        assert limits.count("x", 60) == (1, 60)
        clock.shift(61)
        assert limits.sweep() == 1


def test_fifty_at_once_never_pass_the_edge(ctx: Flask) -> None:
    def ask(_: int) -> bool:
        with ctx.app_context():
            try:
                limits.allow("edge", 10, 60)
            except TooMany:
                return False
            return True

    with ThreadPoolExecutor(8) as hands:
        assert sum(hands.map(ask, range(50))) == 10


def test_a_key_tells_nothing(ctx: Flask) -> None:
    assert "0901234567" not in limits.key("lookup", "0901234567")
    assert limits.key("a", "b") != limits.key("a", "c")
