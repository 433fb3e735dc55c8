"""Owing a message: one row a kind, subject, version and person, and the words as they were then (R1)."""

import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select, text

from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.notifications import messages, operations
from portal.notifications.models import Intent, MessageTemplate, State
from portal.staff.models import StaffUser
from tests.factories import keep
from tests.unit.notifications.owing import person

VALUES = dict.fromkeys(messages.PLACEHOLDERS, "x")


def owed(citizen_id: uuid.UUID, **over: Any) -> operations.Owed:
    usual: dict[str, Any] = {
        "kind": "dossier_neutral",
        "subject_kind": "dossier",
        "subject_id": uuid.uuid4(),
        "subject_version": 1,
        "params": {"code": "H80.1-250101-0001"},
    }
    return operations.Owed(citizen_id=citizen_id, **(usual | over))


def count() -> int:
    return db.session.scalars(select(func.count(Intent.id))).one()


def test_a_repeat_owes_nothing_more(ctx: Flask) -> None:
    one = owed(person())
    assert operations.notify([one]) == 1
    assert operations.notify([one, one]) == 0
    assert count() == 1


def test_another_version_person_or_kind_is_another_message(ctx: Flask) -> None:
    citizen, subject = person(), uuid.uuid4()
    first = owed(citizen, subject_id=subject)
    others = [
        owed(citizen, subject_id=subject, subject_version=2),
        owed(person(), subject_id=subject),
        owed(citizen, subject_id=subject, kind="dossier_accepted", params=VALUES),
    ]
    assert operations.notify([first, *others]) == 4


def test_it_is_gone_when_the_callers_change_is(ctx: Flask) -> None:
    one = owed(person())

    def change_and_fail() -> None:
        with transaction():
            operations.notify([one])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert count() == 0


def test_the_bell_rings_on_commit_only(ctx: Flask) -> None:
    with psycopg.connect(settings.get().database_url, autocommit=True) as line:
        line.execute("LISTEN intents")
        one = owed(person())
        with transaction():
            operations.notify([one])
            assert not list(line.notifies(timeout=0.1, stop_after=1))
        assert list(line.notifies(timeout=2, stop_after=1))


def test_an_intent_keeps_the_words_of_its_moment(ctx: Flask, tmp_path: Path) -> None:
    operations.notify([owed(person())])
    (tmp_path / "dossier_neutral.txt").write_text("Mới: {code}", encoding="utf-8")
    assert operations.load_templates(tmp_path) == 1
    assert operations.load_templates(tmp_path) == 0
    operations.notify([owed(person())])
    versions = db.session.scalars(
        select(MessageTemplate.version)
        .join(Intent, Intent.template_id == MessageTemplate.id)
        .order_by("version")
    ).all()
    assert versions == [1, 2]


def test_a_wording_of_staff_stays_the_newest_while_files_stand_still(ctx: Flask) -> None:
    operations.load_templates()
    officer = keep(
        StaffUser(
            username="an",
            name="An",
            password_hash="x",
            created_at=clock.now(),
            password_changed_at=clock.now(),
        )
    )
    worded = {"kind": "dossier_neutral", "channel": "zalo_cs", "body": "Lời của cán bộ: {code}"}
    keep(MessageTemplate(**worded, version=2, created_at=clock.now(), created_by=officer.id))
    assert operations.load_templates() == 0
    operations.notify([owed(person())])
    assert db.session.scalars(select(Intent.template_id)).one() == db.session.scalar(
        select(MessageTemplate.id).filter_by(kind="dossier_neutral", version=2)
    )


def test_parameters_are_not_readable_in_the_database(ctx: Flask) -> None:
    operations.notify([owed(person())])
    raw = db.session.execute(text("SELECT params FROM intent")).scalar_one()
    assert b"H80" not in bytes(raw)
    intent = db.session.scalars(select(Intent)).one()
    assert intent.params["code"] == "H80.1-250101-0001"
    assert intent.state == State.QUEUED


def test_a_hole_nobody_fills_is_told_at_once(ctx: Flask) -> None:
    with pytest.raises(ValueError, match="missing: code"):
        operations.notify([owed(person(), params={})])
    with pytest.raises(LookupError, match="no_such_kind"):
        operations.notify([owed(person(), kind="no_such_kind")])
