"""A vendor's side of the machine interface: signs and sends."""

import json
import uuid
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core import clock
from portal.dossiers import signature

NAME, SECRET = "demo", "whsec_c2VjcmV0LW9mLXRoZS1kZW1vLWNsaWVudA=="


def signed(
    raw: bytes, *, webhook_id: str | None = None, secret: str = SECRET, name: str = NAME
) -> dict[str, str]:
    """The headers of a rightly signed call."""
    return {"x-client": name, **signature.headers(secret, raw, webhook_id or uuid.uuid4().hex, clock.now())}


def push(
    client: FlaskClient, *records: Any, path: str = "/api/v1/dossiers", webhook_id: str | None = None
) -> TestResponse:
    """Send records as a vendor would."""
    raw = json.dumps({"data": list(records)}).encode()
    return send(client, raw, path=path, webhook_id=webhook_id)


def send(
    client: FlaskClient, raw: bytes, *, path: str = "/api/v1/dossiers", webhook_id: str | None = None
) -> TestResponse:
    """Send any bytes, rightly signed."""
    return client.post(
        path, data=raw, headers=signed(raw, webhook_id=webhook_id), content_type="application/json"
    )
