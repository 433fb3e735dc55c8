"""A newer key: everything sealed is sealed again, in batches, resumably; and the commands that tell of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import LargeBinary, select, text, type_coerce

from portal.citizens import operations as citizens
from portal.citizens.models import Proof
from portal.core import clock, crypto, settings
from portal.core.db import Base, db
from portal.zalo import journal
from portal.zalo.commands import rotate_keys, token_status
from portal.zalo.models import ZaloToken
from portal.zalo.operations import grants, keys, rotation
from tests.fault.token_stub import TokenStub
from tests.unit.notifications.owing import owe, person

NEW = Fernet.generate_key().decode()


def use(monkeypatch: pytest.MonkeyPatch, field_keys: str) -> None:
    monkeypatch.setenv("FIELD_KEYS", field_keys)
    settings.get.cache_clear()
    crypto._fernet.cache_clear()
    crypto._newest.cache_clear()


@pytest.fixture
def old(endpoint: TokenStub, monkeypatch: pytest.MonkeyPatch) -> str:
    """Values of several features sealed with the key of before, and the newer key in front of it."""
    before = settings.get().field_keys.get_secret_value()
    assert grants.seed()
    assert rotation.run(is_forced=True) is rotation.Ran.CHANGED
    for n in range(5):
        citizen_id = citizens.meet(settings.get().zalo_oa_id, f"31{n}", clock.now())
        citizens.learn_phone(citizen_id, f"090123456{n}", Proof.CLAIMED, "zalo_submit_info")
    owe(person())
    use(monkeypatch, f"{NEW},{before}")
    return before


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    crypto._fernet.cache_clear()
    crypto._newest.cache_clear()


def counts(batch: int = keys.BATCH) -> dict[str, tuple[int, int, int]]:
    told = {one.table: one for one in keys.rotate(batch)}
    return {name: (one.read, one.sealed_again, one.unreadable) for name, one in told.items() if one.read}


def test_everything_is_sealed_with_the_newest_key(
    old: str, endpoint: TokenStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = counts(batch=2)
    assert first["zalo_token"] == (1, 2, 0)
    assert first["phone"] == (5, 5, 0)
    assert first["intent"] == (1, 1, 0)
    assert first[journal.NAME][1] > 0
    again = counts(batch=2)
    assert {name: one[1] for name, one in again.items() if name != journal.NAME and one[1]} == {}
    use(monkeypatch, NEW)
    assert db.session.scalars(select(ZaloToken.refresh_token)).one() == endpoint.refresh
    with journal.opened() as book:
        assert book.ahead_of(0)[-1].oa_id == settings.get().zalo_oa_id


def test_it_goes_on_where_it_was_stopped(old: str) -> None:
    steps = keys.rotate(1)
    for _ in range(4):
        next(steps)
    del steps
    rest = counts()
    assert sum(one[1] for one in rest.values()) > 0
    assert sum(one[2] for one in rest.values()) == 0


def test_a_value_that_changes_meanwhile_is_left_alone(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    again = crypto.sealed_again

    def slowly(sealed: bytes) -> bytes | None:
        db.session.execute(
            text("UPDATE zalo_token SET access_token = :new"), {"new": crypto.encrypt(b"newer")}
        )
        return again(sealed)

    monkeypatch.setattr(crypto, "sealed_again", slowly)
    counts()
    assert db.session.scalars(select(ZaloToken.access_token)).one() == "newer"


def run(app: Flask, command: object, *told: str) -> Result:
    with app.app_context():
        return CliRunner().invoke(command, list(told))  # type: ignore[arg-type]


def test_a_lost_key_is_counted_and_named(
    ctx: Flask, old: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use(monkeypatch, NEW)
    told = run(ctx, rotate_keys)
    assert told.exit_code == 1
    assert "zalo_token: 1 read, 0 sealed again, 2 unreadable" in told.output
    assert rotation.run(is_forced=True) is rotation.Ran.FAILED
    status = run(ctx, token_status)
    assert (status.exit_code, "no_key" in status.output) == (1, True)


def test_the_command_tells_tables_and_counts(ctx: Flask, old: str) -> None:
    told = run(ctx, rotate_keys)
    assert told.exit_code == 0, told.output
    assert "phone: 5 read, 5 sealed again, 0 unreadable" in told.output


def test_the_status_tells_ages_and_never_values(ctx: Flask, old: str, endpoint: TokenStub) -> None:
    lines, as_json = run(ctx, token_status), run(ctx, token_status, "--json")
    assert (lines.exit_code, as_json.exit_code) == (0, 0)
    assert "good, sending goes on, generation 2" in lines.output
    assert json.loads(as_json.output)["generation"] == 2
    for secret in (endpoint.access, endpoint.refresh):
        assert secret not in lines.output + as_json.output


def test_every_sealed_column_is_known(ctx: Flask) -> None:
    found = [table for table in Base.metadata.sorted_tables if keys.sealed_columns(table)]
    assert {"zalo_token", "phone", "intent", "feedback", "inbox_event", "dossier"} <= {t.name for t in found}
    assert all(len(table.primary_key.columns) for table in found)
    assert all(isinstance(type_coerce(c, LargeBinary).type, LargeBinary) for t in found for c in t.columns)
