"""One pair of servers for all fault tests, and a home of its own for each."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.core.db import db
from portal.supervisor import services
from portal.supervisor.services import Pair
from tests.fault import house
from tests.fault.house import House
from tests.fault.stub import Stub


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A database and a queue that a test may kill."""
    with services.embedded(tmp_path_factory.mktemp("pair"), durable=False) as running:
        yield running


@pytest.fixture
def home(pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """An empty home with a stub in Zalo's place; the test opens it."""
    with Stub(patience=2.5) as stub:
        for name, value in house.environment(pair, stub, tmp_path).items():
            monkeypatch.setenv(name, value)
        lived_in = house.moved_in(pair, stub, tmp_path)
        yield lived_in
        lived_in.close()
        with lived_in.app.app_context():
            db.let_go()
    monkeypatch.undo()
    house.forget()
    assert "PORTAL_FAULT" not in os.environ
