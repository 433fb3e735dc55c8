"""Browsers of these tests keep nobody signed in by accident."""

import pytest
from flask import Flask

from tests.desk import Browser


@pytest.fixture(autouse=True)
def _browsers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "test_client_class", Browser)
