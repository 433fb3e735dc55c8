"""A Zalo that answers on order, and people to whom we owe messages."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from portal.core import settings
from tests.fault.stub import Stub

Set = Callable[..., None]


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Iterator[Set]:
    """Change settings for one test."""

    def change(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name.upper(), str(value))
        settings.get.cache_clear()

    yield change
    monkeypatch.undo()
    settings.get.cache_clear()


@pytest.fixture
def zalo(ctx: Flask, choose: Set) -> Iterator[Stub]:
    """The stub in Zalo's place, at any hour of the day."""
    with Stub(patience=5.0) as stub:
        choose(zalo_openapi_base=stub.url, zalo_timeout=1.0, quiet_from=0, quiet_until=0)
        yield stub
