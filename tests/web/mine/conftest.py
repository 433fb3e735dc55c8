"""A browser whose person has signed in, and the person behind it."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.citizens import operations
from portal.citizens.models import Surface
from portal.core import clock
from tests.desk import Browser

OA = "2958416037745520183"
USER = "6713920485510237746"


@pytest.fixture
def client(ctx: Flask) -> FlaskClient:
    """Somebody else's browser, without cookies."""
    return Browser(ctx, ctx.response_class, use_cookies=True)


@pytest.fixture
def person(ctx: Flask) -> uuid.UUID:
    """Somebody of the chat, who follows."""
    return operations.follow(OA, USER, clock.now())


@pytest.fixture
def signed_in(ctx: Flask, person: uuid.UUID) -> FlaskClient:
    """Their browser."""
    made = Browser(ctx, ctx.response_class, use_cookies=True)
    made.set_cookie("toi", operations.begin(person, Surface.WEB, "zalo", "Zalo, Android"))
    return made


@pytest.fixture
def bearer(ctx: Flask) -> Callable[[uuid.UUID], dict[str, str]]:
    """The headers with which the Mini App of a person asks."""

    def headers(citizen_id: uuid.UUID) -> dict[str, str]:
        token = operations.begin(citizen_id, Surface.MINI, "mini_app", "Zalo Mini App")
        return {"Authorization": f"Bearer {token}", "Origin": "https://h5.zdn.vn", "HX-Request": "true"}

    return headers
