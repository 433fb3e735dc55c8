"""Browsers whose requests share nothing but their cookies."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Browser(FlaskClient):
    """As on a server, `g` is new for each request; tests hold one app context open, which would keep it."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        g.__dict__.clear()
        return super().open(*args, **kwargs)


@pytest.fixture
def new_browser(ctx: Flask) -> Callable[[], FlaskClient]:
    """Another browser without cookies."""
    return lambda: Browser(ctx, use_cookies=True)


@pytest.fixture
def client(new_browser: Callable[[], FlaskClient]) -> FlaskClient:
    """A browser without cookies."""
    return new_browser()
