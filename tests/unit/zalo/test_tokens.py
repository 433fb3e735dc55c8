"""Which token calls are made with, and when sending waits for another one."""

import datetime as dt
import threading

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.zalo import tokens
from portal.zalo.answers import NotNow
from portal.zalo.models import ZaloToken


def row(**more: object) -> ZaloToken:
    """The account's row, as a change an hour ago left it."""
    now = clock.now()
    values: dict[str, object] = {
        "oa_id": settings.get().zalo_oa_id,
        "generation": 3,
        "access_token": "access-3",
        "refresh_token": "refresh-3",
        "issued_at": now - dt.timedelta(hours=1),
        "expires_at": now + dt.timedelta(hours=24),
        "consented_at": now - dt.timedelta(days=2),
        "due_at": now + dt.timedelta(hours=11),
        **more,
    }
    with transaction() as session:
        made = ZaloToken(**values)
        session.add(made)
    return made


def test_without_a_row_the_settings_name_the_token(ctx: Flask) -> None:
    found = tokens.current()
    assert (found.value.get_secret_value(), found.generation) == ("SimAccessToken", 0)
    assert not tokens.is_held()
    assert not tokens.report_refused(0)


def test_the_row_goes_before_the_settings(ctx: Flask) -> None:
    row()
    found = tokens.current()
    assert (found.value.get_secret_value(), found.generation) == ("access-3", 3)
    assert "access-3" not in repr(found)


def test_a_calls_thread_gets_what_was_read_before(ctx: Flask) -> None:
    row()
    tokens.current()
    seen: list[tokens.Token] = []
    thread = threading.Thread(target=lambda: seen.append(tokens.current()))
    thread.start()
    thread.join()
    assert [one.generation for one in seen] == [3]


def test_no_token_is_not_now(ctx: Flask) -> None:
    row(access_token=None)
    assert tokens.is_held()
    with pytest.raises(NotNow):
        tokens.current()


@pytest.mark.parametrize(
    ("why", "more"),
    [("expires_at", {}), ("consent_needed_at", {}), ("refused_at", {"refused_generation": 3})],
)
def test_sending_waits(ctx: Flask, why: str, more: dict[str, object]) -> None:
    row(**{why: clock.now() - dt.timedelta(seconds=1)}, **more)
    assert tokens.is_held()


def test_a_refusal_of_the_token_in_use_asks_for_the_next_one_once(ctx: Flask) -> None:
    row()
    assert tokens.report_refused(3)
    asked = db.session.scalar(select(ZaloToken.asked_at))
    assert asked is not None
    assert tokens.report_refused(3)
    assert db.session.scalar(select(ZaloToken.asked_at)) == asked
    assert tokens.is_held()


def test_a_refusal_of_an_older_token_changes_nothing(ctx: Flask) -> None:
    row()
    assert not tokens.report_refused(2)
    assert db.session.scalar(select(func.count()).where(ZaloToken.asked_at.is_not(None))) == 0
    assert not tokens.is_held()


def test_a_refused_token_is_tried_again_after_a_quarter_of_an_hour(ctx: Flask) -> None:
    row(refused_generation=3, refused_at=clock.now() - dt.timedelta(minutes=16))
    assert not tokens.is_held()


def test_the_database_holds_no_readable_token(ctx: Flask) -> None:
    row()
    raw = db.session.execute(text("SELECT access_token, refresh_token FROM zalo_token")).one()
    assert b"access-3" not in bytes(raw[0])
    assert b"refresh-3" not in bytes(raw[1])
