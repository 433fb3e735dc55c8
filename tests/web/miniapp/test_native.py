"""What Zalo tells the Mini App about a person: number, place, and consent taken back."""

import hashlib
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.citizens import operations
from portal.citizens.models import Citizen, Phone
from portal.core import clock, settings
from portal.core.db import db
from tests.page import Page
from tests.social import AN_BY_APP, AN_ID, social_zalo
from zalosim import acts
from zalosim.server import Sim

ORIGIN = {"Origin": "https://h5.zdn.vn"}
KEY = "mini-open-api-key"


@pytest.fixture(autouse=True)
def zalo(ctx: Flask) -> Iterator[Sim]:
    with social_zalo(miniapp_api_key=type(settings.get().zalo_app_secret)(KEY)) as running:
        yield running


def _signed_in(client: FlaskClient, zalo: Sim) -> tuple[dict[str, str], str]:
    with zalo.world.lock:
        access = zalo.world.tokens.issue(zalo.world.clock.now_ms(), 3600, AN_ID).access
    told = client.post("/m/phien", data={"access_token": access}, headers=ORIGIN)
    return {**ORIGIN, "Authorization": f"Bearer {told.get_json()['token']}"}, access


def test_number_and_place_fill_the_form_once_and_else_are_typed(client: FlaskClient, zalo: Sim) -> None:
    headers, access = _signed_in(client, zalo)
    place = {"provider": "gps", "latitude": "10.53512", "longitude": "106.41", "timestamp": "1"}
    codes = {
        "/m/so-dien-thoai": acts.phone_code(zalo.world, AN_ID),
        "/m/vi-tri": acts.phone_code(zalo.world, AN_ID, place),
    }
    for path, name, value in (
        ("/m/so-dien-thoai", "phone", "0901234567"),
        ("/m/vi-tri", "latitude", "10.53512"),
    ):
        data = {"code": codes[path], "access_token": access}
        first = Page(client.post(path, data=data, headers=headers))
        assert first.attr(f"input[name={name}]", "value") == value
        for over in (data, {}, {**data, "code": "ô"}, {**data, "code": "x" * 5000}):  # used, none, odd, long
            again = Page(client.post(path, data=over, headers=headers), status=422)
            assert again.attr(f"input[name={name}]", "value") == "", "empty, to be typed"
    assert db.session.scalars(select(Phone.proof)).all() == ["verified"]
    statuses = {client.post("/m/vi-tri", data={}, headers=headers).status_code for _ in range(12)}
    assert statuses == {422}, "asked too often it is typed, too"


def test_whoever_is_not_signed_in_signs_in_first(client: FlaskClient) -> None:
    data = {"code": "x", "access_token": "y"}
    told = {
        client.post(path, data=data, headers=ORIGIN).status_code for path in ("/m/so-dien-thoai", "/m/vi-tri")
    }
    assert told == {401}


def _event(client: FlaskClient, moment: int, key: str = KEY, user: str = AN_BY_APP) -> int:
    """An event as the platform signs it: values in the order of their names, then the key."""
    signed = hashlib.sha256(f"1870user.revoke.consent{moment}{user}{key}".encode()).hexdigest()
    body = {"event": "user.revoke.consent", "appId": 1870, "userId": user, "timestamp": moment}
    return client.post("/m/zalo-webhook", json=body, headers={"X-ZEvent-Signature": signed}).status_code


def test_who_takes_consent_back_is_forgotten_and_an_old_call_forgets_nobody_new(
    client: FlaskClient, zalo: Sim
) -> None:
    headers, _ = _signed_in(client, zalo)
    now = int(clock.now().timestamp() * 1000)
    citizen = db.session.scalars(select(Citizen.id)).one()
    assert _event(client, now + 1000, key="forged") == 401
    assert _event(client, now + 1000, user="1") == 200, "nobody of ours"
    assert not operations.is_erased(citizen)
    assert _event(client, now + 1000) == 200
    assert operations.is_erased(citizen)
    assert "Nguyễn Văn An" not in client.get("/m/toi/", headers=headers).text, "the session ended, too"
    _signed_in(client, zalo)
    assert _event(client, now - 1000) == 200
    left = db.session.scalars(select(Citizen.id).where(Citizen.erased_at.is_(None))).all()
    assert len(left) == 1, "an older call, told again"
    assert client.post("/m/zalo-webhook", data=b"{}", headers={"X-ZEvent-Signature": "x"}).status_code == 401
    assert client.post("/m/zalo-webhook", data=b"[]").status_code == 400
