"""The embedded servers: on sockets only, as any user, and nothing lost by a kill."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from portal.supervisor import binaries, postgres, services
from portal.supervisor.errors import CannotStart, Failed
from portal.supervisor.kernel import of_session, working_in
from portal.supervisor.services import Pair


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with services.embedded(tmp_path_factory.mktemp("servers"), durable=False) as running:
        yield running


def ask(pair: Pair, query: str) -> object:
    with psycopg.connect(pair.database_url, autocommit=True) as database:
        answer = database.execute(query)
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def test_the_database_listens_on_its_socket_alone(pair: Pair) -> None:
    assert ask(pair, "SHOW listen_addresses") == ""
    assert ask(pair, "SHOW timezone") == "UTC"
    assert (pair.postgres.sockets / ".s.PGSQL.5432").is_socket()


def test_the_database_sorts_and_folds_case_by_unicode(pair: Pair) -> None:
    assert ask(pair, "SELECT lower('ĐÀ LẠT')") == "đà lạt"
    assert ask(pair, "SELECT datlocale FROM pg_database WHERE datname = 'portal'") == "C.UTF-8"


def test_the_queue_keeps_everything_and_has_no_port(pair: Pair) -> None:
    queue = Redis.from_url(pair.redis_url)
    assert queue.config_get("port", "appendonly", "maxmemory-policy", "save") == {
        "port": "0",
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
        "save": "",
    }


def test_a_killed_database_comes_back_with_every_committed_row(pair: Pair) -> None:
    ask(pair, "CREATE TABLE kept (n int)")
    ask(pair, "INSERT INTO kept SELECT generate_series(1, 500)")
    pair.postgres.kill()
    assert not pair.postgres.is_alive
    assert working_in(pair.postgres.folder) == []
    pair.postgres.start()
    assert ask(pair, "SELECT count(*) FROM kept") == 500


def test_an_immediate_stop_is_recovered_from(pair: Pair) -> None:
    ask(pair, "CREATE TABLE crash AS SELECT 1 AS n")
    pair.postgres.stop_now()
    pair.postgres.start()
    assert ask(pair, "SELECT n FROM crash") == 1


def test_a_stop_does_not_wait_for_those_still_connected(pair: Pair) -> None:
    idle = psycopg.connect(pair.database_url)
    idle.execute("SELECT 1")
    begun = time.monotonic()
    pair.postgres.stop()
    assert time.monotonic() - begun < pair.postgres.patience / 2
    idle.close()
    pair.postgres.start()


def test_a_killed_queue_comes_back_with_its_keys(pair: Pair) -> None:
    queue = Redis.from_url(pair.redis_url)
    queue.set("owed", "41")
    pair.valkey.kill()
    assert pair.valkey.socket.exists()  # the stale socket of a killed server
    pair.valkey.start()
    assert queue.get("owed") == b"41"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a disguise")
def test_as_root_the_files_keep_their_owner(pair: Pair) -> None:
    assert pair.postgres.folder.stat().st_uid == 0
    assert pair.postgres.folder.parent.stat().st_mode & 0o077 == 0


def test_a_reused_process_number_does_not_bar_the_database(pair: Pair) -> None:
    pair.postgres.kill()
    note = pair.postgres.folder / "postmaster.pid"
    stranger = subprocess.Popen(["sleep", "60"])
    note.write_text(note.read_text().replace(note.read_text().split()[0], str(stranger.pid), 1))
    pair.postgres.start()
    assert ask(pair, "SELECT 1") == 1
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_database_of_another_version_is_refused_with_the_way_out(pair: Pair) -> None:
    pair.postgres.stop()
    version = pair.postgres.folder / "PG_VERSION"
    kept = version.read_text()
    version.write_text("12\n")
    with pytest.raises(CannotStart, match="made by PostgreSQL 12.*--fresh"):
        pair.postgres.start()
    version.write_text(kept)
    pair.postgres.start()


def test_a_database_that_cannot_start_tells_its_last_words(pair: Pair) -> None:
    pair.postgres.stop()
    settings = pair.postgres.folder / "postgresql.conf"
    kept = settings.read_text()
    settings.write_text("no_such_setting = 1\n")
    with pytest.raises(Failed, match="no_such_setting"):
        pair.postgres.start()
    settings.write_text(kept)
    pair.postgres.start()


def test_two_on_one_folder_are_refused_and_the_end_leaves_nothing(tmp_path: Path) -> None:
    with services.embedded(tmp_path, durable=False) as pair:
        leader = pair.valkey.pid
        sockets = pair.postgres.sockets
        with (
            pytest.raises(CannotStart, match=f"in use by process {os.getpid()}"),
            services.embedded(tmp_path),
        ):
            pytest.fail("two at once")
        assert pair.valkey.is_alive
    assert leader
    assert of_session(leader) == []
    assert working_in(tmp_path / "postgres") == []
    assert not sockets.exists()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["logs", "postgres", "valkey"]


def test_a_deep_home_keeps_its_sockets_elsewhere_and_a_torn_first_start_is_forgotten(tmp_path: Path) -> None:
    home = tmp_path / ("sâu" * 30) / "nhà, 'của' \"tôi\""
    torn = home / "postgres.new-abc"
    torn.mkdir(parents=True)
    (torn / "PG_VERSION").write_text("18\n")
    with services.embedded(home, durable=False) as pair:
        assert not pair.postgres.sockets.is_relative_to(home)
        assert pair.postgres.sockets.stat().st_mode & 0o777 == 0o700
        assert ask(pair, "SELECT 1") == 1
        assert Redis.from_url(pair.redis_url).ping()
    assert not torn.exists()
    shutil.rmtree(home)


def test_an_odd_but_short_home_works_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.getbasetemp() / 'a, "b" %c'
    with services.embedded(home, durable=False) as pair:
        assert ask(pair, "SELECT 1") == 1
        assert Redis.from_url(pair.redis_url).ping()


@pytest.fixture
def as_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a kernel that bars user namespaces to us."""
    if os.geteuid() != 0:
        pytest.skip("only root becomes somebody else")
    monkeypatch.setattr(postgres, "disguise", lambda: ((), "nobody"))


@pytest.mark.usefixtures("as_nobody")
def test_root_without_namespaces_becomes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path(tempfile.mkdtemp())
    home.chmod(0o711)
    programs, number = binaries.postgres()
    if not all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        pytest.skip(f"nobody cannot walk to {programs}")
    with services.embedded(home / "var", durable=False) as pair:
        assert ask(pair, "SELECT 1") == 1
        assert Path(f"/proc/{pair.postgres.pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
        assert (home / "var").stat().st_mode & 0o777 == 0o711
    with services.embedded(home / "var", durable=False) as pair:
        assert ask(pair, "SELECT 1") == 1
    shutil.rmtree(home)


@pytest.mark.usefixtures("as_nobody")
def test_a_home_that_nobody_cannot_reach_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with (
        pytest.raises(CannotStart, match=rf"cannot reach .*chmod o\+x {tmp_path}"),
        services.embedded(tmp_path / "var", durable=False),
    ):
        pytest.fail("unreachable")
