"""A change of tokens in the middle of a turn: the turn ends, the next one speaks with the new token."""

import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.broadcast.models import Recipient
from portal.broadcast.sending import bursts, taking
from portal.broadcast.sending.taking import Work
from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.zalo.models import ZaloToken
from portal.zalo.operations import grants, rotation
from portal.zalo.operations.rotation import Ran
from tests.broadcasts import OA, follower
from tests.fault.token_stub import TokenStub
from tests.unit.broadcast.test_sending import planned, sending

PEOPLE, THREADS = 30, 4


@pytest.fixture
def stub(ctx: Flask, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenStub]:
    """An endpoint that forgets the old access token at once, as Zalo does."""
    with TokenStub() as made:
        named = {"ZALO_OAUTH_BASE": made.url, "ZALO_OPENAPI_BASE": made.url, "PORTAL_HOME": str(tmp_path)}
        tokens = {"ZALO_REFRESH_TOKEN": made.refresh, "ZALO_ACCESS_TOKEN": made.access, "ZALO_OA_ID": OA}
        much = {"BROADCAST_THREADS": str(THREADS), "ZALO_CALLS_PER_MINUTE": "100000"}
        for name, value in (named | tokens | much).items():
            monkeypatch.setenv(name, value)
        settings.get.cache_clear()
        made.kills_old_access = True
        assert grants.seed()
        yield made
    monkeypatch.undo()
    settings.get.cache_clear()


def test_a_turn_ends_with_its_token_and_nobody_is_called_again_and_again(
    stub: TokenStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(PEOPLE):
        follower("chinh-sach")
    sending(planned())
    monkeypatch.setattr(bursts, "LONGEST", 2.0)
    real, changed = taking.turn, list[Ran]()

    def turn(*told: object) -> Work | None:
        if len(stub.sent) >= THREADS and not changed:
            with transaction() as session:
                session.execute(update(ZaloToken).values(due_at=clock.now()))
            changed.append(rotation.run())
        return real(*told)  # type: ignore[arg-type, return-value]

    monkeypatch.setattr(taking, "turn", turn)
    called = bursts.run(threading.Event())
    assert changed == [Ran.CHANGED]
    assert 0 < stub.refused <= 2 * THREADS
    assert called <= len(stub.sent) + 2 * THREADS
    db.session.rollback()
    assert max(db.session.scalars(select(Recipient.tries))) <= 1
    states = Counter(str(state) for state in db.session.scalars(select(Recipient.state)))
    assert set(states) == {"sent", "waiting"}, "who was refused waits for the next turn"
