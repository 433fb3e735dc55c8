"""An officer at the counter of one office, and a citizen who stands there."""

import uuid
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_office, make_staff, number


@pytest.fixture(autouse=True)
def _browsers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "test_client_class", Browser)


@dataclass
class Desk:
    """An officer's browser."""

    browser: FlaskClient
    office_id: uuid.UUID
    office_name: str

    def post(self, path: str, **data: object) -> TestResponse:
        """Send a form as its page would."""
        token = form_token(self.browser, "/desk/password")
        return self.browser.post(path, data={"csrf_token": token, **data})


@pytest.fixture
def desk(client: FlaskClient) -> Desk:
    """An officer of an office, signed in."""
    name = f"UBND phường Quầy {next(number)}"
    office = make_office(name=name)
    assert sign_in(client, make_staff(Role.OFFICER, office_id=office)) == 303
    return Desk(client, office, name)
