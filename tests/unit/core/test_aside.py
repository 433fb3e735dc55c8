"""Work beside a loop: one at a time, with the app around it, and never a loop that breaks with it."""

import threading

import pytest
from flask import Flask, has_app_context
from sqlalchemy.exc import OperationalError

from portal.core.aside import Aside


def test_one_at_a_time_and_the_loop_goes_on(ctx: Flask) -> None:
    go_on, seen = threading.Event(), []

    def work() -> None:
        seen.append(has_app_context())
        go_on.wait(10)

    aside = Aside("test", work)
    assert aside() is False
    aside()
    go_on.set()
    aside.wait(10)
    assert seen == [True]
    aside()
    aside.wait(10)
    assert seen == [True, True]


@pytest.mark.parametrize("error", [OperationalError("x", {}, Exception()), ValueError("x")])
def test_what_breaks_is_told_and_comes_again(
    ctx: Flask, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def work() -> None:
        raise error

    aside = Aside("tokens", work)
    for _ in range(2):
        aside()
        aside.wait(10)
    assert caplog.text.count("work=tokens") == 2
