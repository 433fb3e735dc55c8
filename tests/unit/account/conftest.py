"""The pretend Zalo in Zalo's place, at noon of a working day."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.core import settings
from zalosim.server import Sim


@pytest.fixture(scope="session")
def _sim() -> Iterator[Sim]:
    with Sim() as sim:
        yield sim


@pytest.fixture
def sim(_sim: Sim, ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sim]:
    """Empty, with our token, and reached by every base."""
    _sim.reset()
    for base in ("OAUTH", "OPENAPI", "BUSINESS", "GRAPH"):
        monkeypatch.setenv(f"ZALO_{base}_BASE", _sim.url)
    monkeypatch.setenv("ZALO_ACCESS_TOKEN", _sim.world.identity.access_token)
    monkeypatch.setenv("ZALO_OA_ID", _sim.world.identity.oa_id)
    monkeypatch.setenv("ZALO_TIMEOUT", "2")
    settings.get.cache_clear()
    yield _sim
    monkeypatch.undo()
    settings.get.cache_clear()
