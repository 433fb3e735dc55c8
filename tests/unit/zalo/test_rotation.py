"""Changing the tokens: what each answer, each death and each missing part leads to (R14)."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError

from portal.core import clock
from portal.core.db import db, transaction
from portal.zalo import journal, oauth, standing, tokens
from portal.zalo.answers import Unclear
from portal.zalo.models import ZaloToken
from portal.zalo.operations import grants, rotation, settling
from portal.zalo.operations.rotation import Ran
from tests.fault.token_stub import TokenStub


def row() -> ZaloToken:
    db.session.rollback()
    return db.session.execute(select(ZaloToken).execution_options(populate_existing=True)).scalar_one()


def put(**values: Any) -> None:
    with transaction() as session:
        session.execute(update(ZaloToken).values(**values))


def change() -> Ran:
    """As if it were time."""
    put(due_at=clock.now())
    return rotation.run()


@pytest.fixture(autouse=True)
def seeded(endpoint: TokenStub) -> None:
    assert grants.seed()
    assert not grants.seed()


def test_a_change_at_its_time_and_not_before(endpoint: TokenStub) -> None:
    assert rotation.run() is Ran.IDLE
    assert change() is Ran.CHANGED
    now = row()
    assert (now.generation, now.access_token, now.refresh_token) == (2, endpoint.access, endpoint.refresh)
    assert now.started_at is None
    assert now.expires_at
    assert now.issued_at
    assert now.expires_at - now.issued_at == dt.timedelta(seconds=90000)
    assert now.issued_at < now.due_at < now.expires_at
    assert tokens.current().value.get_secret_value() == endpoint.access
    assert rotation.run() is Ran.IDLE


@pytest.mark.parametrize("how", ["number", "slow:0.3"])
def test_numbers_and_late_answers_are_answers(endpoint: TokenStub, how: str) -> None:
    endpoint.choose = lambda _: how
    assert change() is Ran.CHANGED
    assert row().refresh_token == endpoint.refresh


def test_an_answer_without_a_refresh_token_keeps_the_old_one(endpoint: TokenStub) -> None:
    endpoint.choose = lambda _: "no_refresh"
    before = row().refresh_token
    assert change() is Ran.CHANGED
    assert row().refresh_token == before
    assert row().access_token == endpoint.access
    endpoint.choose = lambda _: "ok"
    assert change() is Ran.CHANGED


@pytest.mark.parametrize("how", ["drop", "html_taken", "cut", "slow:1.4"])
def test_an_answer_lost_after_the_use_is_asked_once_more_and_then_a_person_is_called(
    endpoint: TokenStub, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint.choose = lambda n: how if n == 1 else "ok"
    assert change() is Ran.NEEDS_PERSON
    assert endpoint.asked == 2
    assert list(endpoint.reused.values()) == [1]
    assert tokens.is_held()
    assert standing.look().level is standing.Level.PERSON
    assert standing.link() in caplog.text
    assert change() is Ran.IDLE  # nobody asks again with a dead token
    assert endpoint.asked == 2


def test_a_spent_token_may_come_back_with_empty_fields(endpoint: TokenStub) -> None:
    put(refresh_token="spent long ago")
    endpoint.choose = lambda _: "empty_fields"
    assert change() is Ran.NEEDS_PERSON
    assert row().problem == "-14014"


def test_an_error_page_uses_nothing_up(endpoint: TokenStub) -> None:
    endpoint.choose = lambda n: "html" if n == 1 else "ok"
    assert change() is Ran.CHANGED
    assert endpoint.asked == 2
    assert row().refresh_token == endpoint.refresh


@pytest.mark.parametrize("code", ["-14002", "-14003", "-14004", "-14018", "-14999"])
def test_a_refusal_for_the_operator_keeps_the_pair_and_tells(endpoint: TokenStub, code: str) -> None:
    endpoint.choose = lambda _: code
    assert change() is Ran.FAILED
    assert endpoint.asked == 1
    now = row()
    assert (now.generation, now.problem, now.started_at, now.consent_needed_at) == (1, code, None, None)
    assert not tokens.is_held()
    shown = standing.look()
    assert shown.level is standing.Level.PERSON
    assert all(standing.sentence(code))
    endpoint.choose = lambda _: "ok"
    assert change() is Ran.CHANGED
    assert standing.look().level is standing.Level.GOOD


def test_nothing_left_us_and_nothing_is_in_doubt(
    endpoint: TokenStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oauth, "OA_TOKEN", "/v4/oa/access_token")
    endpoint.__exit__()
    assert change() is Ran.FAILED
    now = row()
    assert (now.problem, now.started_at, now.doubt_at, now.failures) == ("not_sent", None, None, 1)
    assert now.due_at > clock.now() + dt.timedelta(seconds=50)
    assert standing.look().level is standing.Level.MIND


def test_nobody_starts_while_somebody_of_another_home_may_wait_for_an_answer(endpoint: TokenStub) -> None:
    put(started_at=clock.now(), started_in="elsewhere", due_at=clock.now())
    assert rotation.run() is Ran.IDLE
    assert (endpoint.asked, row().doubt_at) == (0, None)
    put(started_at=clock.now() - dt.timedelta(seconds=4))
    assert rotation.run() is Ran.CHANGED


def test_a_death_in_our_home_is_known_at_once_and_the_lease_is_still_waited_for(endpoint: TokenStub) -> None:
    with journal.opened() as book:
        name = book.name
    put(started_at=clock.now(), started_in=name, due_at=clock.now())
    assert rotation.run() is Ran.IDLE
    assert endpoint.asked == 0
    assert standing.look().level is standing.Level.PERSON
    put(started_at=clock.now() - dt.timedelta(seconds=4))
    assert rotation.run() is Ran.CHANGED
    assert standing.look().level is standing.Level.GOOD


def test_one_home_has_one_refresher(endpoint: TokenStub) -> None:
    with journal.opened():
        assert change() is Ran.BUSY


def test_a_database_that_goes_away_after_the_answer_finds_it_in_the_journal(
    endpoint: TokenStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: object) -> None:
        raise OperationalError("x", {}, Exception())

    with monkeypatch.context() as patch:
        patch.setattr(settling, "apply", away)
        change()
    assert row().generation == 1
    assert rotation.run() is Ran.CHANGED
    assert (row().generation, row().refresh_token) == (2, endpoint.refresh)
    assert endpoint.asked == 1


def test_a_restored_database_gets_the_last_pair_from_the_journal(endpoint: TokenStub) -> None:
    assert change() is Ran.CHANGED
    assert change() is Ran.CHANGED
    put(generation=1, access_token="long ago", refresh_token="long ago")
    assert rotation.run() is Ran.CHANGED
    assert (row().generation, row().refresh_token) == (3, endpoint.refresh)
    with transaction() as session:
        session.execute(delete(ZaloToken))
    assert rotation.run() is Ran.CHANGED
    assert row().refresh_token == endpoint.refresh


def test_without_room_for_the_journal_nothing_is_asked(
    endpoint: TokenStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.posix_fallocate", full)
        assert change() is Ran.FAILED
    assert endpoint.asked == 0
    assert standing.look().problems == (standing.NO_JOURNAL,)
    assert change() is Ran.CHANGED
    assert standing.look().level is standing.Level.GOOD


def test_an_answer_that_the_disk_refuses_still_reaches_the_database(
    endpoint: TokenStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("os.pwrite", full)
        assert change() is Ran.CHANGED
    assert row().refresh_token == endpoint.refresh


def test_a_refused_token_is_changed_at_once_and_a_fresh_one_not_again(endpoint: TokenStub) -> None:
    assert tokens.report_refused(1)
    assert rotation.run() is Ran.CHANGED
    assert not tokens.is_held()
    assert tokens.report_refused(2)
    assert rotation.run() is Ran.IDLE
    assert endpoint.asked == 1
    assert tokens.is_held()
    assert standing.REFUSED_AGAIN in standing.look().problems
    put(issued_at=clock.now() - dt.timedelta(minutes=16))
    assert rotation.run() is Ran.CHANGED
    assert not tokens.is_held()


def test_somebody_elses_newer_pair_wins_over_a_refusal(endpoint: TokenStub) -> None:
    with journal.opened() as book:
        entry = book.write("rotation", 0, uuid.uuid4(), 200, b'{"error": -14014}')
        assert settling.settle(book, entry) is settling.Ended.OLD
    assert row().consent_needed_at is None


def test_the_journal_and_the_log_hold_no_readable_token(
    endpoint: TokenStub, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    change()
    raw = (tmp_path / journal.NAME).read_bytes()
    assert len(raw) == 2 * journal.SLOT
    assert (tmp_path / journal.NAME).stat().st_mode & 0o77 == 0
    for secret in (endpoint.access, endpoint.refresh, "refresh-0", "SimAppSecret"):
        assert secret.encode() not in raw
        assert secret not in caplog.text


def test_what_the_endpoint_raises_holds_no_secret(endpoint: TokenStub) -> None:
    endpoint.choose = lambda _: "drop"
    with pytest.raises(Unclear) as caught:
        rotation._asked(rotation.Lease(1, SecretStr("refresh-0"), uuid.uuid4()))
    assert caught.value.__cause__ is None
