"""A relay killed in the middle of its apologies: none is lost, none is made or told twice."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import worker
from portal.citizens import operations as citizens
from portal.citizens.models import Citizen, Proof, Purpose
from portal.core import clock, queue, settings
from portal.core.db import db, transaction
from portal.dossiers import operations as dossiers
from portal.supervisor.services import Pair
from tests.conftest import EMPTY
from tests.factories import told
from tests.fault.apologising import complaints
from tests.fault.house import ROOT

MANY, KILLS = 40, 12
PHONE = "0912345678"


@pytest.fixture
def late(pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A home whose dossiers are a day late, with one person who agreed to hear of each; its database."""
    own = {"DATABASE_URL": pair.database_url, "REDIS_URL": pair.redis_url, "PORTAL_HOME": str(tmp_path)}
    for name, value in {**own, "IS_TEST_HOME": "1", "TIME_SCALE": "1000"}.items():
        monkeypatch.setenv(name, value)
    settings.get.cache_clear()
    queue.connection.cache_clear()
    app = worker.slim_app()
    with app.app_context():
        db.create_all()
        db.session.execute(EMPTY)
        db.session.commit()
        _fill()
        db.session.remove()
        db.engine.dispose()
    yield pair.database_url
    monkeypatch.undo()
    settings.get.cache_clear()
    queue.connection.cache_clear()


def _fill() -> None:
    with transaction() as session:
        person = Citizen(created_at=clock.now())
        session.add(person)
        session.flush()
        citizens.learn_phone(person.id, PHONE, Proof.CLAIMED, "test")
        citizens.agree(
            Purpose.DOSSIER_NOTIFY,
            citizen_id=person.id,
            text_version="1",
            channel="oa",
            evidence="test",
        )
    dossiers.record_changes(
        "demo", uuid.uuid4().hex, [told(SoDienThoai=PHONE) for _ in range(MANY)], tell=False
    )


def program(*told_to: str) -> str:
    command = [sys.executable, "-P", "-m", "tests.fault.apologising", *told_to]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=150, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.fault
def test_killed_again_and_again_it_apologises_once_for_each(late: str) -> None:
    died = int(program("2026-07-07T08:00:00+07:00", str(KILLS)))
    assert died >= KILLS
    with psycopg.connect(late, autocommit=True) as line:
        assert complaints(line) == []


@pytest.mark.fault
def test_the_oracle_sees_a_planted_loss_and_a_planted_double(late: str) -> None:
    program("2026-07-07T08:00:00+07:00", "0")
    with psycopg.connect(late, autocommit=True) as line:
        assert complaints(line) == []
        line.execute("DELETE FROM apology WHERE id = (SELECT id FROM apology LIMIT 1)")
        line.execute(
            """UPDATE intent SET subject_version = 99,
                 subject_id = (SELECT id FROM dossier ORDER BY id DESC LIMIT 1)
               WHERE subject_id = (SELECT id FROM dossier ORDER BY id LIMIT 1)"""
        )
        assert sorted(complaints(line)) == ["doubled message", "lost apology", "lost message"]
