"""A home: one user at a time, private, its secrets made once, never somebody else's folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.supervisor import secrets
from portal.supervisor.errors import CannotStart
from portal.supervisor.home import LOCK, SECRETS, Home


def test_a_home_made_for_nothing_is_not_left_behind(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with home.locked():
        assert home.path.stat().st_mode & 0o777 == 0o700
    assert not home.path.exists()


def test_another_process_gets_a_sentence_and_nothing_of_the_first_is_touched(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\nfrom portal.supervisor.home import Home\n"
        "with Home(pathlib.Path(sys.argv[1])).locked(): pass\n"
    )
    with Home(tmp_path).locked():
        second = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True)
        assert f"in use by process {os.getpid()}" in second.stderr
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"
    assert subprocess.run([sys.executable, "-c", program, tmp_path]).returncode == 0


def test_a_lock_file_left_by_a_power_cut_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("1\n")
    with Home(tmp_path).locked():
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with (
        pytest.raises(CannotStart, match="choose another folder with --home"),
        Home(tmp_path / "var").locked(),
    ):
        pytest.fail("a file is no home")


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    home = Home(tmp_path)
    with home.locked(), pytest.raises(CannotStart, match="not the portal's"):
        home.require_ours()
    assert (tmp_path / "thesis.odt").exists()


def test_fresh_empties_everything_but_the_lock_and_follows_no_link(tmp_path: Path) -> None:
    outside, home = tmp_path / "outside", Home(tmp_path / "home")
    outside.mkdir()
    (outside / "kept").touch()
    with home.locked():
        secrets.of_home(home.path / SECRETS, {})
        (home.path / "postgres/base").mkdir(parents=True)
        (home.path / "link").symlink_to(outside)
        home.require_ours()
        home.empty()
        assert [entry.name for entry in home.path.iterdir()] == [LOCK]
    assert (outside / "kept").exists()


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    first = secrets.of_home(tmp_path / SECRETS, {})
    assert (tmp_path / SECRETS).stat().st_mode & 0o777 == 0o600
    assert secrets.of_home(tmp_path / SECRETS, {}) == first
    assert first["ZALO_APP_ID"].isdigit()
    assert first["ONE_STOP_DEMO_SECRET"].startswith("whsec_")
    assert len(set(first.values())) == len(first)


def test_the_environment_wins_and_is_not_written_down(tmp_path: Path) -> None:
    chosen = secrets.of_home(tmp_path / SECRETS, {"SECRET_KEY": "from outside", "FIELD_KEYS": ""})
    assert chosen["SECRET_KEY"] == "from outside"
    assert chosen["FIELD_KEYS"]
    assert "from outside" not in (tmp_path / SECRETS).read_text()


def test_a_secret_of_a_newer_version_is_added_to_the_old_ones(tmp_path: Path) -> None:
    secrets.write(tmp_path / SECRETS, {"SECRET_KEY": "old=1", "LATER": "x"}, secrets.TITLE)
    assert secrets.of_home(tmp_path / SECRETS, {})["SECRET_KEY"] == "old=1"
    kept = secrets.read(tmp_path / SECRETS)
    assert kept["SECRET_KEY"] == "old=1"
    assert kept["LATER"] == "x"
    assert set(secrets.MAKERS) <= set(kept)


def test_logs_are_begun_anew_and_only_the_last_few_kept(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.log("web").parent.mkdir()
    for number in range(6):
        home.log("web").write_text(f"{number}")
        home.rotate_logs()
    found = {entry.name: entry.read_text() for entry in (tmp_path / "logs").iterdir()}
    assert found == {"web.log.1": "5", "web.log.2": "4", "web.log.3": "3"}
