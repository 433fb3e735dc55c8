"""We answer under our own names only, and never build a link from what a caller claims to be (R22)."""

import pytest
from flask.testing import FlaskClient

from portal.core import settings


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "a b"])
def test_a_foreign_host_name_is_refused(client: FlaskClient, host: str) -> None:
    told = client.get("/", headers={"Host": host})
    assert told.status_code == 400
    assert host not in told.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000"])
def test_our_own_names_answer(client: FlaskClient, host: str) -> None:
    assert client.get("/quyen-rieng-tu/", headers={"Host": host}).status_code == 200


def test_more_names_may_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_HOSTS", "portal.example, www.portal.example")
    settings.get.cache_clear()
    assert {"portal.example", "www.portal.example"} <= set(settings.get().hosts)
    monkeypatch.undo()
    settings.get.cache_clear()


def test_a_forwarded_host_is_not_believed_without_a_proxy(client: FlaskClient) -> None:
    told = client.get("/ho-tro/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "10.0.0.1"})
    assert "evil.example" not in told.text
