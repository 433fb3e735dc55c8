"""The drill: a backup comes back whole onto an empty database, and nothing of before is sent again (R29)."""

import datetime as dt
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import text

from portal.broadcast.models import Broadcast, Progress, Recipient
from portal.broadcast.models import State as Stand
from portal.chat.models import InboxEvent
from portal.core import clock, settings
from portal.core.db import database_url, db, release
from portal.core.errors import Conflict, Refused
from portal.core.watch import Level
from portal.notifications import channel, evidence
from portal.notifications.models import State
from portal.operating.backup import bringing, holding, manifest, programs, taking
from portal.operating.doctor import zalo
from tests.conftest import database
from tests.factories import keep
from tests.unit.notifications.owing import owe, person

Set = pytest.MonkeyPatch
PHOTO = f"library/ab/{'ab' * 16}/w640.webp"


@pytest.fixture(autouse=True)
def homes(tmp_path: Path, monkeypatch: Set) -> Iterator[Path]:
    """A home with one picture, and a place for backups beside it."""
    monkeypatch.setenv("PORTAL_HOME", str(tmp_path / "home"))
    settings.get.cache_clear()
    kept = tmp_path / "home" / PHOTO
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"picture")
    yield tmp_path
    monkeypatch.undo()
    settings.get.cache_clear()


@contextmanager
def _elsewhere(monkeypatch: Set, home: Path) -> Iterator[None]:
    """Another machine: an empty database, an empty home, the same keys."""
    here, name = os.environ["TEST_DATABASE_URL"], f"drill_{os.getpid()}"
    url = database(here, name)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("PORTAL_HOME", str(home))
    settings.get.cache_clear()
    app = Flask("drill")
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url(url)
    db.init_app(app)
    with app.app_context():
        try:
            yield
        finally:
            release()
            db.let_go()
    with psycopg.connect(here, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _standing() -> dict[str, int]:
    rows = db.session.execute(text("SELECT state, count(*) FROM intent GROUP BY state")).all()
    release()
    return {state: many for state, many in rows}


def _end(state: State) -> None:
    with db.engine.begin() as connection:
        connection.execute(
            text("UPDATE intent SET state = :state WHERE id = :id"), {"state": state, "id": owe(person())}
        )


def test_the_drill(ctx: Flask, homes: Path, monkeypatch: Set) -> None:
    """Two messages open and one sent come back as two unknown ones, sending off, until somebody says so."""
    owe(person())
    _end(State.SENDING)
    _end(State.SENT)
    folder = homes / "copy"
    made = taking.take(folder)
    assert made.taken_at < dt.datetime.now(dt.UTC)
    assert not (homes / "copy.partial").exists()
    with pytest.raises(Refused, match="is not empty"):
        bringing.restore(folder)

    with _elsewhere(monkeypatch, homes / "other"):
        with psycopg.connect(settings.get().database_url), pytest.raises(Refused, match="somebody uses"):
            bringing.restore(folder)
        held = bringing.restore(folder)
        assert (held.messages, held.taken_at) == (2, made.taken_at)
        assert _standing() == {"unknown": 2, "sent": 1}
        assert (homes / "other" / PHOTO).read_bytes() == b"picture"
        assert channel.state().is_off, "sending must be off"
        assert zalo.restored().level is Level.ACT
        assert [doubt.marked_at for doubt in evidence.doubts()] == [made.taken_at] * 2

        owe(person())  # a duty that caught up, of which nobody knows whether it was told before
        assert holding.confirm() == 1
        assert not channel.state().is_off
        assert zalo.restored().level is Level.GOOD
        assert _standing() == {"unknown": 3, "sent": 1}
        with pytest.raises(Conflict):
            holding.confirm()


def _broadcast(state: Stand, *, planned: int = -60, recipients: tuple[Progress, ...] = ()) -> uuid.UUID:
    now = clock.now()
    one = Broadcast(
        oa_id=settings.get().zalo_oa_id,
        **dict.fromkeys(("title", "folded", "body", "link", "repeat"), ""),
        way="message",
        audience={},
        audience_hash=f"{state}{planned}",
        state=state,
        planned_at=now + dt.timedelta(seconds=planned),
        made_at=now,
        changed_at=now,
    )
    id_ = keep(one).id
    for progress in recipients:
        keep(Recipient(broadcast_id=id_, citizen_id=person(), user_id="1", state=progress))
    return id_


def test_what_comes_back_of_broadcasts_and_of_zalo_waits_for_a_person(ctx: Flask) -> None:
    """Nobody of a broadcast that was under way is sent to again; one whose hour has passed asks first."""
    under_way = (Progress.WAITING, Progress.TAKEN, Progress.ON_WIRE, Progress.SENT)
    ids = [
        _broadcast(Stand.SENDING, recipients=under_way),
        _broadcast(Stand.PREPARING, recipients=(Progress.WAITING,)),
        _broadcast(Stand.APPROVED),
        _broadcast(Stand.APPROVED, planned=3600),
        _broadcast(Stand.DRAFT),
    ]
    at = clock.now()
    keep(
        InboxEvent(
            event_key="k", oa_id="1", name="user_send_text", raw=b"{}", event_at=at, received_at=at, due_at=at
        )
    )
    held = holding.hold(at)
    assert (held.broadcasts, held.events) == (3, 1)
    assert holding.hold(at).events == 0
    release()
    found = [db.session.get_one(Broadcast, id_) for id_ in ids]
    assert [one.state for one in found] == ["halted", "cancelled", "missed", "approved", "draft"]
    assert [one.unknown for one in found] == [3, 1, 0, 0, 0]
    left = set(db.session.scalars(text("SELECT DISTINCT state FROM broadcast_recipient")))
    assert left == {"unknown", "sent"}


def test_what_is_no_whole_backup_of_ours_is_refused(ctx: Flask, homes: Path, monkeypatch: Set) -> None:
    """Cut off, damaged, newer, or sealed by other keys: each is told, and nothing is touched."""
    folder = homes / "copy"
    kept = folder / manifest.FILES / PHOTO
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"picture")
    with pytest.raises(Refused, match="no whole backup"):
        manifest.read(folder)
    sums, keys = manifest.sums(folder), manifest.fingerprints()
    taken_at = dt.datetime.now(dt.UTC)

    def refuses(word: str, **over: object) -> None:
        given = {"taken_at": taken_at, "schema": "0001", "postgres": 15, "keys": keys, "sums": sums} | over
        manifest.write(folder, manifest.Manifest(**given))  # type: ignore[arg-type]
        with pytest.raises(Refused, match=word):
            bringing.restore(folder)

    refuses("newer version", format=manifest.FORMAT + 1)
    refuses("update the portal first", schema="9999")
    refuses("needs PostgreSQL 99", postgres=99)
    refuses("nobody could read", keys=("0123456789abcdef",))
    refuses("is missing", sums=sums | {"database/toc.dat": "0"})
    kept.write_bytes(b"pictura")
    refuses("not as it was written")
    (folder / manifest.NAME).write_text(json.dumps([1]))
    with pytest.raises(Refused, match="cannot be read"):
        manifest.read(folder)
    with pytest.raises(Refused, match="half-written"):
        manifest.read(folder.rename(homes / "copy.partial"))


def test_a_disk_that_fills_up_leaves_no_whole_backup(ctx: Flask, homes: Path, monkeypatch: Set) -> None:
    """What was written until then is known as half-written."""

    def full(path: Path, told: manifest.Manifest) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(manifest, "write", full)
    monkeypatch.setattr(programs, "run", lambda *_: "")
    with pytest.raises(Refused, match="No space left"):
        taking.take(homes / "copy")
    assert not (homes / "copy").exists()
