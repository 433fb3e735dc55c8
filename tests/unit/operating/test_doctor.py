"""What is wrong with an installation is named with what to do; nothing wrong, nothing to do."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import queue, settings
from portal.core.db import db
from portal.core.watch import Level
from portal.operating.commands import doctor
from portal.operating.doctor import examining, machine, reaching, services, zalo

Set = pytest.MonkeyPatch


@pytest.fixture
def home(tmp_path: Path, monkeypatch: Set) -> Iterator[Path]:
    """A home of its own, as settings see it."""
    for name in machine.SECRET:
        (tmp_path / name).write_text("", "utf-8")
        (tmp_path / name).chmod(0o600)
    monkeypatch.setenv("PORTAL_HOME", str(tmp_path))
    settings.get.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    settings.get.cache_clear()


def _set(monkeypatch: Set, **told: str) -> None:
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    settings.get.cache_clear()


def test_a_secret_that_others_may_read_is_named_with_the_command_that_closes_it(home: Path) -> None:
    assert machine.secrets().level is Level.GOOD
    (home / "secrets.env").chmod(0o644)
    line = machine.secrets()
    assert line.level is Level.ACT
    assert f"chmod 600 {home / 'secrets.env'}" in line.todo


def test_a_setting_written_wrong_is_told_with_the_right_name(home: Path) -> None:
    (home / "secrets.env").write_text("PAGE_CACHE_SECOND=5\nSOMETHING_ELSE=1\n", "utf-8")
    line = machine.names()
    assert line.level is Level.MIND
    assert "PAGE_CACHE_SECOND (có phải PAGE_CACHE_SECONDS?)" in line.said
    assert "SOMETHING_ELSE" not in line.said


def test_a_home_that_is_no_folder_cannot_be_written(home: Path, monkeypatch: Set) -> None:
    assert machine.home().level is Level.GOOD
    assert not list(home.glob(".doctor*"))
    _set(monkeypatch, PORTAL_HOME=str(home / "secrets.env"))
    assert machine.home().level is Level.ACT


def test_a_public_address_needs_encryption_and_to_know_who_stands_in_front(
    home: Path, monkeypatch: Set
) -> None:
    _set(monkeypatch, IS_TEST_HOME="0", TIME_SCALE="1", BASE_URL="http://zalo.tayninh.gov.vn")
    assert machine.addresses().level is Level.ACT
    _set(monkeypatch, BASE_URL="https://zalo.tayninh.gov.vn")
    assert machine.addresses().level is Level.MIND
    _set(monkeypatch, PROXY_HOPS="1")
    assert machine.addresses().level is Level.GOOD


def test_a_disk_that_fills_up_is_told_in_time(home: Path, monkeypatch: Set) -> None:
    levels = []
    for free in (machine.LEAST_FREE - 1, machine.SCARCE_FREE - 1, machine.SCARCE_FREE):
        usage = type("Usage", (), {"free": free})
        monkeypatch.setattr("shutil.disk_usage", lambda _, usage=usage: usage)
        levels.append(machine.disk().level)
    assert levels == [Level.ACT, Level.MIND, Level.GOOD]


def test_a_typeface_that_changed_is_named(tmp_path: Path) -> None:
    (tmp_path / "vendor.json").write_text(json.dumps([{"file": "a.ttf", "sha256": "0"}]), "utf-8")
    assert list(machine._wrong_files(tmp_path)) == ["a.ttf"]
    assert machine.fonts().level is Level.GOOD


@pytest.mark.parametrize(
    ("ahead", "level", "way"),
    [(0.5, Level.GOOD, "Khớp"), (-5.0, Level.MIND, "chậm 5 giây"), (240.0, Level.ACT, "nhanh 240 giây")],
)
def test_a_clock_apart_says_which_way(ahead: float, level: Level, way: str) -> None:
    line = services.apart("clock", "Đồng hồ", ahead)
    assert (line.level, way in line.said) == (level, True)


def test_a_database_of_another_release_is_told(ctx: Flask) -> None:
    assert services.schema_().level is Level.GOOD
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    line = services.schema_()
    db.session.rollback()
    assert line.level is Level.ACT
    assert "bản 0001" in line.said


def test_processes_that_do_not_beat_are_named(ctx: Flask) -> None:
    queue.beat("relay:1")
    line = services.processes()
    assert line.level is Level.ACT
    assert "python worker.py work" in line.todo
    queue.beat("worker:1")
    assert services.processes().level is Level.GOOD


def test_an_address_where_nobody_answers_is_told(home: Path, monkeypatch: Set) -> None:
    _set(monkeypatch, BASE_URL="http://127.0.0.1:9", ZALO_OPENAPI_BASE="http://127.0.0.1:9")
    assert reaching.ourselves().level is Level.ACT
    assert reaching.clock_of_zalo().level is Level.ACT


def test_the_command_says_all_and_fails_when_something_must_be_done(app: Flask, ctx: Flask) -> None:
    done = app.test_cli_runner().invoke(doctor, ["--json"])
    told = json.loads(done.output)["lines"]
    assert done.exit_code == 1  # nobody beats here, and nobody answers at the public address
    assert {"database", "schema", "queue", "reach", "oa_kind"} <= {line["key"] for line in told}
    assert not [line for line in told if line["title"].startswith("Kiểm tra “")]
    assert all(line["todo"] for line in told if line["level"] != "good")
    assert zalo.kind().level is Level.MIND


def test_a_check_that_breaks_down_leaves_the_others_their_say(ctx: Flask, monkeypatch: Set) -> None:
    def broken() -> None:
        raise RuntimeError

    monkeypatch.setattr(examining, "CHECKS", (broken, machine.time_zone))
    first, second, *_ = examining.examine()
    assert (first.level, first.key, second.key) == (Level.ACT, "broken", "time_zone")
