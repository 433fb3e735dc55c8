"""A home of its own with a strict token endpoint."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.core import settings
from tests.fault.token_stub import TokenStub


@pytest.fixture
def endpoint(ctx: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenStub]:
    """The settings speak to a strict token endpoint; the journal lies in a folder of the test."""
    with TokenStub() as stub:
        for name in ("ZALO_OAUTH_BASE", "ZALO_OPENAPI_BASE"):
            monkeypatch.setenv(name, stub.url)
        monkeypatch.setenv("PORTAL_HOME", str(tmp_path))
        monkeypatch.setenv("ZALO_REFRESH_TOKEN", stub.refresh)
        monkeypatch.setenv("ZALO_ACCESS_TOKEN", stub.access)
        monkeypatch.setenv("ZALO_TOKEN_TIMEOUT", "1")
        monkeypatch.setenv("ZALO_TOKEN_LEASE", "3")
        settings.get.cache_clear()
        yield stub
    monkeypatch.undo()
    settings.get.cache_clear()
