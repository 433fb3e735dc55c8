"""The product alive, once for the flow tests of a process."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.live import Live, running


@pytest.fixture(scope="session")
def _running(app: Flask) -> Iterator[Live]:
    with running() as live:
        yield live


@pytest.fixture
def live(_running: Live, ctx: Flask) -> Iterator[Live]:
    """Empty tables, empty queue, a Zalo that remembers nothing; the logs are told at the end."""
    _running.begin()
    yield _running
    _running.tell_logs()
