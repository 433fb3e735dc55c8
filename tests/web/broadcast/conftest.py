"""Browsers of people who write, and who let out."""

import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.staff.models import Role
from tests.desk import Browser, sign_in
from tests.factories import make_staff


def signed_in(app: Flask, *roles: Role, office_id: uuid.UUID | None = None) -> FlaskClient:
    """Somebody with these roles."""
    client = Browser(app, app.response_class, use_cookies=True)
    assert sign_in(client, make_staff(*roles, office_id=office_id)) == 303
    return client


@pytest.fixture
def author(ctx: Flask) -> FlaskClient:
    """Writes, and lets nothing out."""
    return signed_in(ctx, Role.AUTHOR)


@pytest.fixture
def publisher(ctx: Flask) -> FlaskClient:
    """Lets out what others wrote."""
    return signed_in(ctx, Role.PUBLISHER)
