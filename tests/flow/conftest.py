"""The product alive for the flow tests."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.live import Live, running


@pytest.fixture(scope="package")  # two of them on one database would send each other's messages
def _running(app: Flask) -> Iterator[Live]:
    with running() as live:
        yield live


@pytest.fixture
def live(_running: Live, ctx: Flask) -> Iterator[Live]:
    """Empty tables, empty queue, a Zalo that remembers nothing; the logs are told at the end."""
    _running.begin()
    yield _running
    _running.tell_logs()
