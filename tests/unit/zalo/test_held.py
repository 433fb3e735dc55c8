"""What becomes of the messages we owe while the tokens are lost, refused or changed: held, then sent once."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update

from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.notifications import jobs
from portal.notifications.models import Attempt, Intent, State
from portal.staff.models import Role, StaffUser
from portal.zalo import standing, tokens
from portal.zalo.models import ZaloToken
from portal.zalo.operations import grants, rotation
from portal.zalo.operations.rotation import Ran
from tests.factories import make_staff
from tests.fault.token_stub import TokenStub
from tests.unit.notifications.owing import look, owe, person

MANY = 5


@pytest.fixture(autouse=True)
def seeded(endpoint: TokenStub) -> None:
    assert grants.seed()


@pytest.fixture
def owed(endpoint: TokenStub) -> list[uuid.UUID]:
    return [owe(person()) for _ in range(MANY)]


def states(owed: list[uuid.UUID]) -> set[State]:
    return {look(one).state for one in owed}


def deliver(owed: list[uuid.UUID]) -> int:
    called = jobs.deliver([str(one) for one in owed])
    db.session.rollback()
    return called


def make_due(owed: list[uuid.UUID]) -> None:
    """The few seconds until the gate looks again have passed."""
    with transaction() as session:
        session.execute(update(Intent).where(Intent.id.in_(owed)).values(due_at=clock.now()))


def change() -> Ran:
    with transaction() as session:
        session.execute(update(ZaloToken).values(due_at=clock.now()))
    return rotation.run()


def consent(endpoint: TokenStub) -> None:
    """A person agrees."""
    make_staff(Role.ADMIN)
    url = grants.begin(db.session.scalars(select(StaffUser.id)).one())
    asked = {name: one[0] for name, one in parse_qs(urlsplit(url).query).items()}
    told = endpoint.new_code(asked["code_challenge"])
    assert grants.finish(asked["state"], told, settings.get().zalo_oa_id).is_good


def test_a_lost_answer_holds_everything_and_a_grant_lets_it_go_once(
    endpoint: TokenStub, owed: list[uuid.UUID]
) -> None:
    endpoint.choose = lambda n: "drop" if n == 1 else "ok"
    assert change() is Ran.NEEDS_PERSON
    assert standing.look().is_held
    assert jobs.relay_once(100) == 0  # nothing is handed over
    assert deliver(owed) == 0  # and what was handed over before meets a closed gate
    assert states(owed) == {State.QUEUED}
    assert {look(one).reason for one in owed} == {"no_token"}
    assert db.session.scalars(select(Attempt.id)).all() == []
    assert endpoint.sent == []
    consent(endpoint)
    make_due(owed)
    assert jobs.relay_once(100) == MANY
    assert deliver(owed) == MANY
    assert deliver(owed) == 0
    assert states(owed) == {State.SENT}
    assert len(endpoint.sent) == len(set(endpoint.sent)) == MANY
    assert endpoint.refused == 0


def test_a_token_that_zalo_refuses_is_changed_and_everything_goes_out_once(
    endpoint: TokenStub, owed: list[uuid.UUID]
) -> None:
    endpoint.accepted.clear()
    assert deliver(owed) == MANY
    assert states(owed) == {State.QUEUED}
    assert tokens.is_held()
    assert jobs.relay_once(100) == 0
    assert rotation.run() is Ran.CHANGED
    make_due(owed)
    assert deliver(owed) == MANY
    assert states(owed) == {State.SENT}
    assert len(endpoint.sent) == len(set(endpoint.sent)) == MANY


@pytest.mark.parametrize("kills_old", [True, False])
def test_a_change_between_reading_and_sending_costs_no_message(
    endpoint: TokenStub, owed: list[uuid.UUID], kills_old: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Zalo may let the old access token live or not: works either way round."""
    endpoint.kills_old_access = kills_old
    before = jobs._speaking()
    assert change() is Ran.CHANGED
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "_speaking", lambda: before)
        assert deliver(owed) == MANY
    assert states(owed) == ({State.QUEUED} if kills_old else {State.SENT})
    assert not tokens.is_held()  # the refused one is not the one in use
    assert endpoint.asked == 1
    make_due(owed)
    deliver(owed)
    assert states(owed) == {State.SENT}
    assert len(endpoint.sent) == len(set(endpoint.sent)) == MANY


def test_an_expired_token_is_not_tried(endpoint: TokenStub, owed: list[uuid.UUID]) -> None:
    with transaction() as session:
        session.execute(update(ZaloToken).values(expires_at=clock.now()))
    assert deliver(owed) == 0
    assert (endpoint.refused, states(owed)) == (0, {State.QUEUED})
