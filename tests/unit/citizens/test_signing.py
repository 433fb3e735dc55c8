"""Signing in at Zalo and back: the state is ours and counts once, and every refusal has its name."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from pydantic import SecretStr
from sqlalchemy import select, text

from portal.citizens import operations
from portal.citizens.models import SignIn, ZaloLogin
from portal.citizens.operations.signing import Back, Failed
from portal.core import clock
from portal.core.db import db
from portal.zalo import social
from portal.zalo.social import SocialError, Why
from tests.social import AN_BY_APP, AN_ID, decide, returned, social_zalo
from zalosim.server import Sim

OA = "2958416037745520183"

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture(autouse=True)
def zalo() -> Iterator[Sim]:
    with social_zalo() as running:
        yield running


def _come_back(**over: str) -> Back | Failed:
    told = {**returned(decide(operations.leave().address)), **over}
    return operations.come_back(told["state"], told.get("code"))


def test_the_proof_is_the_contract_s() -> None:
    made = social.proof(SecretStr("SimAccessToken"))
    assert made == "13999dc62664579fe66a730f3e468dacf9bde4fb5175fc4f940f60cc64a808cf"


def test_who_comes_back_is_the_person_of_the_chat() -> None:
    chat = operations.meet(OA, AN_ID, clock.now(), AN_BY_APP)
    back = _come_back()
    assert isinstance(back, Back)
    assert operations.name_behind(back.ticket) == "Nguyễn Văn An"
    assert operations.go_on(back.ticket) == chat
    assert operations.go_on(back.ticket) is None, "once"
    assert operations.name_behind(back.ticket) is None


def test_a_state_counts_once_and_ten_minutes() -> None:
    way = operations.leave()
    told = returned(decide(way.address))
    with time_machine.travel(clock.now() + dt.timedelta(minutes=11)):
        assert operations.come_back(told["state"], told["code"]) is Failed.OVER
    assert isinstance(operations.come_back(told["state"], told["code"]), Back)
    assert operations.come_back(told["state"], told["code"]) is Failed.OVER


@pytest.mark.parametrize(
    ("over", "why"),
    [
        ({"state": "x" * 22}, Failed.OVER),
        ({"state": ""}, Failed.OVER),
        ({"state": "y" * 5000}, Failed.OVER),
        ({"code": "nobody-gave-this"}, Failed.OVER),
        ({"code": ""}, Failed.DECLINED),
    ],
)
def test_what_does_not_fit_signs_nobody_in(over: dict[str, str], why: Failed) -> None:
    assert _come_back(**over) is why
    assert db.session.scalars(select(ZaloLogin.id)).all() == []


def test_who_declines_at_zalo_is_told_so() -> None:
    told = returned(decide(operations.leave().address, "deny"))
    assert operations.come_back(told["state"], told.get("code")) is Failed.DECLINED


def test_another_s_verifier_does_not_fit() -> None:
    one, other = operations.leave(), operations.leave()
    code = returned(decide(one.address))["code"]
    assert operations.come_back(returned(decide(other.address))["state"], code) is Failed.OVER


def test_the_name_may_be_missing_and_ids_may_be_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = b'{"id": 3390176254408815527, "error": "0", "user_id_by_oa": ""}'
    monkeypatch.setattr(social, "_get", lambda *_: raw)
    assert social.profile(SecretStr("t")) == social.Profile(AN_BY_APP, None, None)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"<html>502</html>", Why.AWAY),
        (b"", Why.AWAY),
        (b"[]", Why.AWAY),
        (b'{"error": 452}', Why.OVER),
        (b'{"error": "-501"}', Why.ABROAD),
        (b'{"error": 112}', Why.SETUP),
        (b'{"error": true}', Why.OTHER),
        (b'{"error": 0}', Why.OTHER),
        (b'{"id": {"a": 1}, "error": 0}', Why.OTHER),
    ],
)
def test_every_other_answer_has_its_reason(monkeypatch: pytest.MonkeyPatch, raw: bytes, why: Why) -> None:
    monkeypatch.setattr(social, "_get", lambda *_: raw)
    with pytest.raises(SocialError) as told:
        social.profile(SecretStr("t"))
    assert told.value.why is why


@pytest.mark.parametrize(
    ("why", "failed"),
    [
        (Why.OVER, Failed.OVER),
        (Why.ABROAD, Failed.ABROAD),
        (Why.SETUP, Failed.SETUP),
        (Why.OTHER, Failed.AWAY),
    ],
)
def test_each_reason_becomes_a_sentence(monkeypatch: pytest.MonkeyPatch, why: Why, failed: Failed) -> None:
    def refuse(_: SecretStr) -> social.Profile:
        raise SocialError(why)

    monkeypatch.setattr(social, "profile", refuse)
    assert _come_back() is failed


def test_a_zalo_that_is_away_is_not_the_citizen_s_fault() -> None:
    with social_zalo() as other:
        way = operations.leave()
        told = returned(decide(way.address))
        other.stop()
        assert operations.come_back(told["state"], told["code"]) is Failed.AWAY


def test_no_secret_of_the_way_stands_readable_in_the_database() -> None:
    way = operations.leave()
    row = db.session.scalars(select(SignIn)).one()
    assert way.state not in row.state_hash
    raw = db.session.execute(text("SELECT verifier FROM zalo_sign_in")).scalar_one()
    assert row.verifier.encode() not in bytes(raw)
