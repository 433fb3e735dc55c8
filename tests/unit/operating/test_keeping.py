"""What is forgotten in time, what the dry run says of it, the nightly backup, and alerts by e-mail."""

import datetime as dt
import os
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from portal.alerts import raising
from portal.core import clock, settings
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.watch import Level, Line
from portal.notifications import told
from portal.notifications.models import Intent, Lane
from portal.operating import mailing, retention
from portal.operating.backup import manifest, nightly
from tests.factories import make_dossier
from tests.unit.notifications.owing import owe, person

Set = pytest.MonkeyPatch
OLD = dt.timedelta(days=4000)


@pytest.fixture
def set_(monkeypatch: Set) -> Iterator[Set]:
    yield monkeypatch
    monkeypatch.undo()
    settings.get.cache_clear()


def _ended(days: int, **over: object) -> Intent:
    id_ = owe(person(), **over)
    at = clock.now() - dt.timedelta(days=days)
    db.session.execute(
        text("UPDATE intent SET state = 'sent', due_at = NULL, settled_at = :at WHERE id = :id"),
        {"id": id_, "at": at},
    )
    db.session.commit()
    return db.session.get_one(Intent, id_, populate_existing=True)


def test_words_go_in_time_and_the_dry_run_says_so_before(ctx: Flask) -> None:
    old, young = _ended(91), _ended(89)
    answer = _ended(31, subject_kind="inbox_event", lane=Lane.REPLY)
    dry = {one.rule.name: one.rows for one in retention.run(is_dry=True)}
    assert dry["words of messages"] == 2
    db.session.expire_all()
    assert old.params, "a dry run changes nothing"
    assert retention.forget_words() == 2
    assert retention.forget_words() == 0
    db.session.expire_all()
    assert (old.params, answer.params) == ({}, {})
    assert young.params
    assert told.to(old.citizen_id)[0].text is None


def test_people_of_dossiers_that_ended_go_the_dossier_stays(ctx: Flask) -> None:
    over, running = make_dossier().id, make_dossier().id
    for id_, status in ((over, 10), (running, 4)):
        db.session.execute(
            text("UPDATE dossier SET status = :status, event_time = :at WHERE id = :id"),
            {"status": status, "at": clock.now() - OLD, "id": id_},
        )
    db.session.commit()
    dry = {one.rule.name: one.rows for one in retention.run(is_dry=True)}
    assert dry["people of ended dossiers"] >= 2, "the dossier and its numbers"
    assert (retention.forget_dossiers(), retention.forget_dossiers()) == (1, 0)
    left = text("SELECT count(*) FROM dossier_contact WHERE dossier_id = :id")
    assert db.session.scalar(left, {"id": over}) == 0
    assert (db.session.scalar(left, {"id": running}) or 0) > 0


def test_every_rule_can_be_run_dry(ctx: Flask) -> None:
    assert [one.rows for one in retention.run(is_dry=True)] == [0] * len(retention.rules())


def test_a_backup_each_night_the_oldest_go(ctx: Flask, set_: Set, tmp_path: Path) -> None:
    place = tmp_path / "copies"
    set_.setenv("PORTAL_HOME", str(tmp_path / "home"))
    assert nightly.line().level is Level.GOOD, "homes of tests need none"
    set_.setenv("BACKUP_DIR", str(place))
    set_.setenv("BACKUP_KEPT", "2")
    set_.setenv("BACKUP_HOUR", "0")
    settings.get.cache_clear()
    assert nightly.line().level is Level.ACT
    for day in (1, 2, 3):
        old = place / f"portal-2026-01-0{day}"
        old.mkdir(parents=True)
        (old / manifest.NAME).write_text("{}")
    made = nightly.run()
    assert made is not None
    assert nightly.run() is None, "once a day"
    assert nightly.whole(place) == [place / "portal-2026-01-03", made]
    assert nightly.line().level is Level.GOOD
    assert manifest.read(made).sums
    late = clock.now().timestamp() - 60 * 3600
    os.utime(made / manifest.NAME, (late, late))
    assert nightly.line().level is Level.ACT


def test_a_night_without_room_keeps_the_old_ones_and_says_why(ctx: Flask, set_: Set, tmp_path: Path) -> None:
    place = tmp_path / "copies"
    old = place / "portal-2026-01-01"
    old.mkdir(parents=True)
    (old / manifest.NAME).write_text("{}")

    def full(path: Path, told: manifest.Manifest) -> None:
        raise OSError(28, "No space left on device")

    set_.setenv("PORTAL_HOME", str(tmp_path / "home"))
    set_.setenv("BACKUP_DIR", str(place))
    set_.setattr(manifest, "write", full)
    settings.get.cache_clear()
    with pytest.raises(Refused, match="No space left"):
        nightly.take(place)
    assert nightly.whole(place) == [old]
    assert "No space left" in nightly.line().said


class _Server(socketserver.StreamRequestHandler):
    """The least of a mail server: takes one letter a connection."""

    letters: list[str] = []

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                said = b""
                while (piece := self.rfile.readline()) != b".\r\n":
                    said += piece
                self.letters.append(said.decode())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


def test_what_needs_somebody_is_mailed_once_and_waits_for_the_server(ctx: Flask, set_: Set) -> None:
    bad = Line("disk", "Chỗ trống", Level.ACT, "Còn 0,1 GB.", todo="Thêm đĩa.")
    raising.look([bad], mailing.put)
    assert mailing.post() == 0, "off until it is set up"
    raising.look([Line("disk", "Chỗ trống", Level.GOOD, "Đủ.")], mailing.put)
    set_.setenv("ALERT_FROM", "cong@tinh.gov.vn")
    set_.setenv("ALERT_TO", "a@tinh.gov.vn, b@tinh.gov.vn")
    set_.setenv("SMTP_URL", "smtp://127.0.0.1:9")
    settings.get.cache_clear()
    raising.look([bad], mailing.put)
    raising.look([bad], mailing.put)
    assert mailing.post() == 0, "nobody listens there"
    with socketserver.TCPServer(("127.0.0.1", 0), _Server) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        set_.setenv("SMTP_URL", f"smtp://127.0.0.1:{server.server_address[1]}")
        settings.get.cache_clear()
        assert (mailing.post(), mailing.post()) == (1, 0)
        server.shutdown()
    assert "a@tinh.gov.vn, b@tinh.gov.vn" in _Server.letters[0]
