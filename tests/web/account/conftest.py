"""The pretend Zalo behind the pages, and browsers that keep nobody signed in by accident."""

import pytest
from flask import Flask

from tests.desk import Browser
from tests.unit.account.conftest import _sim, sim

__all__ = ["_sim", "sim"]


@pytest.fixture(autouse=True)
def _browsers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "test_client_class", Browser)
