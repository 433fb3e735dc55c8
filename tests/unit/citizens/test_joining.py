"""Eight signs that join a browser to a chat: how they read, how long they live, what they may not do."""

import datetime as dt
import uuid

import pytest
import time_machine
from sqlalchemy import select

from portal.citizens import codes, operations
from portal.citizens.models import Citizen, CitizenSession, JoinCode, Surface
from portal.citizens.operations import sessions
from portal.core import clock
from portal.core.db import db
from portal.core.errors import TooMany
from tests.factories import make_person


def _waiting(citizen_id: uuid.UUID | None = None) -> tuple[str, sessions.Session]:
    token = operations.begin(citizen_id, Surface.WEB, "waiting", "Chrome, Windows")
    session = operations.resume(token, Surface.WEB)
    assert session is not None
    return token, session


def _who(token: str) -> uuid.UUID | None:
    session = operations.resume(token, Surface.WEB)
    return session.citizen_id if session else None


def test_a_fresh_code_is_read_in_every_way_it_is_typed() -> None:
    for _ in range(200):
        code = codes.new()
        for said in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' – ')}. "):
            assert codes.read(said) == code, said


@pytest.mark.parametrize(
    "said",
    ["", "trợ giúp", "12345678", "2345-6789", "K7QM-4TX", "K7QM-4TXWW", "mã K7QM-4TXW", "H44.12-260902"],
)
def test_what_is_no_code_is_left_to_others(said: str) -> None:
    assert codes.read(said) is None


@pytest.mark.usefixtures("ctx")
def test_typing_asks_and_agreeing_joins() -> None:
    chat = make_person()
    token, session = _waiting()
    code = operations.issue(session)
    asking = operations.typed(code, chat)
    assert asking is not None
    assert asking.device == "Chrome, Windows"
    assert _who(token) is None, "typing alone joins nothing"
    assert operations.agree_to_join(code, chat)
    assert _who(token) == chat


@pytest.mark.usefixtures("ctx")
def test_who_had_signed_in_becomes_the_person_of_the_chat() -> None:
    chat, web = make_person(), make_person()
    token, session = _waiting(web)
    code = operations.issue(session)
    operations.typed(code, chat)
    assert operations.agree_to_join(code, chat)
    assert _who(token) == chat
    assert db.session.get_one(Citizen, web).merged_into == chat


@pytest.mark.usefixtures("ctx")
def test_a_code_counts_once_and_for_who_typed_it() -> None:
    chat, other = make_person(), make_person()
    code = operations.issue(_waiting()[1])
    assert not operations.agree_to_join(code, chat), "never typed"
    assert operations.typed(code, chat)
    assert operations.typed(code, other) is None
    assert not operations.agree_to_join(code, other)
    assert operations.agree_to_join(code, chat)
    assert not operations.agree_to_join(code, chat)
    assert operations.typed(code, chat) is None


@pytest.mark.usefixtures("ctx")
def test_no_ends_the_browser_that_waited() -> None:
    chat = make_person()
    token, session = _waiting()
    code = operations.issue(session)
    operations.typed(code, chat)
    assert operations.decline_to_join(code, chat)
    assert operations.resume(token, Surface.WEB) is None
    assert not operations.agree_to_join(code, chat)


@pytest.mark.usefixtures("ctx")
def test_a_code_lives_ten_minutes_and_ends_with_the_next() -> None:
    chat = make_person()
    session = _waiting()[1]
    old, code = operations.issue(session), operations.issue(session)
    assert operations.typed(old, chat) is None
    with time_machine.travel(clock.now() + dt.timedelta(minutes=10, seconds=1), tick=False):
        assert operations.typed(code, chat) is None
    assert operations.typed(code, chat)


@pytest.mark.usefixtures("ctx")
def test_five_wrong_codes_an_hour_and_no_more_even_if_right() -> None:
    chat = make_person()
    code = operations.issue(_waiting()[1])
    for _ in range(5):
        assert operations.typed("K7QM-4TXW", chat) is None
    with pytest.raises(TooMany):
        operations.typed(code, chat)
    assert operations.typed(code, make_person()), "others are not held up"


@pytest.mark.usefixtures("ctx")
def test_neither_code_nor_token_stands_in_the_database() -> None:
    token, session = _waiting()
    code = operations.issue(session)
    kept = [
        *db.session.scalars(select(JoinCode.code_hash)),
        *db.session.scalars(select(CitizenSession.token_hash)),
    ]
    assert not any(secret in row for row in kept for secret in (code, code.replace("-", ""), token))


@pytest.mark.usefixtures("ctx")
def test_a_session_ends_when_nobody_taps_and_after_eight_hours_anyway() -> None:
    person, start = make_person(), clock.now()
    token = operations.begin(person, Surface.WEB, "zalo", "Zalo, Android")
    with time_machine.travel(start + dt.timedelta(minutes=61), tick=False):
        assert _who(token) is None
    for minutes in range(0, 8 * 60, 30):
        with time_machine.travel(start + dt.timedelta(minutes=minutes), tick=False):
            assert _who(token) == person, minutes
    with time_machine.travel(start + dt.timedelta(hours=8, seconds=1), tick=False):
        assert _who(token) is None


@pytest.mark.usefixtures("ctx")
def test_a_token_answers_on_its_own_surface_and_until_it_is_ended() -> None:
    person = make_person()
    token = operations.begin(person, Surface.MINI, "mini_app", "Mini App")
    other = operations.begin(person, Surface.WEB, "zalo", "Zalo, iOS")
    assert operations.resume(token, Surface.WEB) is None
    assert operations.resume(token, Surface.MINI)
    assert operations.resume("x" * 22, Surface.WEB) is None
    operations.end_all(person)
    assert operations.resume(token, Surface.MINI) is None
    assert _who(other) is None


@pytest.mark.usefixtures("ctx")
def test_who_becomes_known_gets_another_token() -> None:
    token, session = _waiting()
    fresh = operations.renew(session, "code")
    assert fresh is not None
    assert operations.resume(token, Surface.WEB) is None
    assert operations.resume(fresh, Surface.WEB)
    assert operations.renew(session, "code") is None, "somebody was faster"


@pytest.mark.usefixtures("ctx")
def test_old_rows_are_swept() -> None:
    operations.issue(_waiting()[1])
    operations.leave()
    with time_machine.travel(clock.now() + dt.timedelta(days=40)):
        assert operations.sweep() == 1
    assert db.session.scalars(select(JoinCode.id)).all() == []
