"""Calls that send nothing: how they are asked again, what they teach, how fast they go."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import text

from portal.core import clock, settings
from portal.core.db import db
from portal.zalo import retry, tokens
from portal.zalo.answers import NotNow, NotSent, Refused, Unclear, ZaloError
from portal.zalo.calls import account, users
from portal.zalo.codes import Host
from portal.zalo.models import ZaloToken
from portal.zalo.oa import abilities, pace, uploads
from portal.zalo.oa.models import Ability, Known
from tests.factories import keep
from tests.unit.account.conftest import _sim
from zalosim.server import Sim

__all__ = ["_sim"]
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 300


@pytest.fixture
def sim(_sim: Sim, ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sim]:
    _sim.reset()
    for base in ("OPENAPI", "BUSINESS"):
        monkeypatch.setenv(f"ZALO_{base}_BASE", _sim.url)
    monkeypatch.setenv("ZALO_ACCESS_TOKEN", _sim.world.identity.access_token)
    settings.get.cache_clear()
    yield _sim
    monkeypatch.undo()
    settings.get.cache_clear()


def row_of(generation: int, access: str) -> ZaloToken:
    return ZaloToken(
        oa_id=settings.get().zalo_oa_id,
        generation=generation,
        access_token=access,
        refresh_token="r",
        due_at=clock.now(),
    )


def state(name: Ability) -> Known:
    return abilities.all_of()[name].state


def test_a_refused_token_is_replaced_and_the_call_made_once_more(
    sim: Sim, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = sim.world.identity.access_token
    keep(row_of(4, "old"))

    def rotated(generation: int) -> bool:
        assert generation == 4
        db.session.execute(text("DELETE FROM zalo_token"))
        keep(row_of(5, good))
        return True

    monkeypatch.setattr(tokens, "report_refused", rotated)
    assert retry.ask(account.getoa).oa_type == 2
    assert sim.world.calls["/v2.0/oa/getoa"] == 2


def test_without_a_newer_token_nothing_is_repeated(sim: Sim) -> None:
    keep(row_of(4, "old"))
    with pytest.raises(NotNow) as caught:
        retry.ask(account.getoa)
    assert (caught.value.code, caught.value.generation) == (-216, 4)
    assert sim.world.calls["/v2.0/oa/getoa"] == 1
    assert tokens.is_held()


def test_a_rate_refusal_halves_the_limit_and_rests_longer_each_time(sim: Sim) -> None:
    sim.faults([{"what": "rate-limit", "endpoint": "/v2.0/oa/getoa"}])
    with pytest.raises(NotNow) as caught:
        retry.ask(account.getoa)
    assert caught.value.retry_after == 60
    assert pace.slow_down() == 60  # the same storm
    rests = []
    for _ in range(5):
        db.session.execute(text("UPDATE oa_pace SET refused_at = now() - interval '1 h'"))
        db.session.commit()
        rests.append(pace.slow_down())
    assert rests == [120, 240, 480, 600, 600]


def test_the_limit_comes_back_by_itself(sim: Sim) -> None:
    pace.slow_down(1000)
    assert pace.take(5000)[0] == 1000
    db.session.execute(text("UPDATE oa_pace SET refused_at = now() - interval '11 min', minute = 0"))
    db.session.commit()
    assert pace.take(5000)[0] == 2000


def test_the_pace_is_never_passed(sim: Sim) -> None:
    granted = [pace.take(1500)[0] for _ in range(4)]
    assert sum(granted) in {4000, 8000}  # a minute may have ended meanwhile
    assert pace.take(0)[0] == 0


@pytest.mark.parametrize(
    ("error", "tries", "wait"),
    [
        (NotSent("x"), 0, 1.0),
        (Unclear("x", http_status=502), 1, 5.0),
        (Unclear("x"), 2, 30.0),
        (Unclear("x"), 3, 120.0),
        (Unclear("x"), 9, 600.0),
        (Unclear("x", code=0), 0, 1.0),
        (NotNow("x", code=-214), 0, 3.0),
        (NotNow("x", code=-216), 0, 60.0),
        (NotNow("x", code=-124, host=Host.BUSINESS), 0, 60.0),
        (NotNow("x", code=-32, retry_after=90), 0, 90.0),
        (NotNow("x", code=-211), 0, 3600.0),
        (Refused("x", code=-223, words="quota create article"), 0, None),
        (Refused("x", code=-224), 0, 900.0),
        (Refused("x", code=-213), 0, None),
        (Refused("x", code=-201), 0, None),
        (Refused("x", code=-100), 0, None),
        (Refused("beyond limits"), 0, None),
    ],
)
def test_the_ladder(error: ZaloError, tries: int, wait: float | None) -> None:
    assert retry.wait_after(error, tries) == wait


def test_the_path_is_switched_once_and_remembered(sim: Sim) -> None:
    sim.configure(oa_type=4)
    for _ in range(3):
        retry.ask_either(abilities.USERS, lambda speaking, version: users.page(speaking, version, 0))
    assert sim.world.calls["/v3.0/oa/user/getlist"] == 1
    assert (state(Ability.USERS_V3), state(Ability.USERS_V2)) == (Known.NO, Known.YES)


@pytest.mark.parametrize("number", [-209, -200, -230, -9999])
def test_no_other_code_switches_the_path(sim: Sim, number: int) -> None:
    sim.faults([{"what": "error", "error": number, "endpoint": "/v3.0/oa/user/getlist"}])
    with pytest.raises(ZaloError):
        retry.ask_either(abilities.USERS, lambda speaking, version: users.page(speaking, version, 0))
    assert "/v2.0/oa/getfollowers" not in sim.world.calls


def test_what_the_operator_may_mend_is_looked_at_every_quarter_of_an_hour(sim: Sim) -> None:
    abilities.learn(Ability.ZNS, Known.NO, -135)
    assert abilities.is_shut(Ability.ZNS)
    db.session.execute(text("UPDATE oa_capability SET error_at = now() - interval '16 min'"))
    db.session.commit()
    assert not abilities.is_shut(Ability.ZNS)
    abilities.learn(Ability.USERS_V3, Known.NO, -235)
    db.session.execute(text("UPDATE oa_capability SET error_at = now() - interval '16 min'"))
    db.session.commit()
    assert abilities.is_shut(Ability.USERS_V3)


def test_a_file_goes_up_once_a_week(sim: Sim) -> None:
    first = uploads.given_id("image", JPEG)
    assert uploads.given_id("image", JPEG) == first
    assert sim.world.calls["/v2.0/oa/upload/image"] == 1
    with time_machine.travel(clock.now() + dt.timedelta(days=6, hours=23)):
        assert uploads.given_id("image", JPEG) != first


def test_an_id_that_is_over_is_got_anew_and_the_message_sent_once(sim: Sim) -> None:
    asked: list[str] = []

    def send(given: str) -> str:
        asked.append(given)
        if len(asked) == 1:
            raise Refused("answered", code=-100)
        return "sent"

    assert uploads.with_file("image", JPEG, send) == "sent"
    assert len(set(asked)) == 2
    with pytest.raises(Refused):
        uploads.with_file("image", JPEG, lambda _: (_ for _ in ()).throw(Refused("no", code=-201)))


def test_uploads_of_a_month_end(sim: Sim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_A_MONTH", 1)
    uploads.given_id("image", JPEG)
    with pytest.raises(Refused, match="month"):
        uploads.given_id("image", JPEG + b"1")


def test_the_token_stands_in_no_error(sim: Sim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZALO_OPENAPI_BASE", "http://127.0.0.1:9")
    settings.get.cache_clear()
    with pytest.raises(NotSent) as caught:
        retry.ask(account.getoa)
    assert caught.value.__cause__ is None
    assert sim.world.identity.access_token not in repr(caught.value) + str(SecretStr("x"))
