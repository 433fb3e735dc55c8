"""Signing in at the desk, as a person does: through the form."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import PASSWORD

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def form_token(client: FlaskClient, path: str = "/desk/sign-in") -> str:
    """The forgery token of a page's form."""
    found = _TOKEN.search(client.get(path).text)
    assert found, f"no form on {path}"
    return found[1]


def sign_in(client: FlaskClient, username: str, password: str = PASSWORD, *, wanted: str = "") -> int:
    """Send the sign-in form; the status."""
    data = {"csrf_token": form_token(client), "username": username, "password": password}
    return client.post(
        "/desk/sign-in", query_string={"tiep": wanted} if wanted else {}, data=data
    ).status_code


class Browser(FlaskClient):
    """A browser whose requests share nothing with the test around them but the database.

    Inside a test's own app context Flask would lend each request the test's `g`, and with it whoever was
    signed in at the request before.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)
