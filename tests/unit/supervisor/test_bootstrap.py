"""The first minute on a machine: which Python, which packages, and when .venv is made anew."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import bootstrap
from scripts.bootstrap import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    for name in ("base.lock", "dev.lock", "scripts/uv.lock", "scripts/bootstrap.py"):
        (tmp_path / name).write_text(f"{name}\n")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").touch()
    return tmp_path


def is_installed(kind: str, checkout: Path) -> bool:
    return bootstrap.is_installed(kind, checkout / ".venv", checkout)


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_an_old_python_is_one_sentence(version: tuple[int, int]) -> None:
    sentence = bootstrap.too_old(version)
    assert sentence
    assert sentence.startswith(
        f"Python 3.11 or newer is needed (this is {version[0]}.{version[1]}): install it"
    )
    assert "\n" not in sentence


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 14), (4, 0)])
def test_a_new_python_is_fine(version: tuple[int, int]) -> None:
    assert bootstrap.too_old(version) is None


@pytest.mark.parametrize("command", ["run", "test"])
def test_without_any_python_the_commands_say_what_to_install(tmp_path: Path, command: str) -> None:
    for tool in ("sh", "dirname", "basename", "env"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")  # one that is too old
    (tmp_path / "python3").chmod(0o755)
    copy = tmp_path / "checkout"
    copy.mkdir()
    (copy / command).write_bytes((ROOT / command).read_bytes())
    done = subprocess.run(
        ["/bin/sh", str(copy / command)], env={"PATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Python 3.11 or newer is needed: install it")
    assert done.stderr.count("\n") == 1


def test_a_finished_environment_is_left_alone(checkout: Path) -> None:
    bootstrap.stamp("base", checkout / ".venv", checkout)
    assert is_installed("base", checkout)
    assert not is_installed("dev", checkout)


def test_the_test_tools_hold_what_run_needs(checkout: Path) -> None:
    bootstrap.stamp("dev", checkout / ".venv", checkout)
    assert is_installed("base", checkout)
    assert is_installed("dev", checkout)


def test_an_environment_with_test_tools_keeps_them_when_the_locks_move(checkout: Path) -> None:
    bootstrap.stamp("dev", checkout / ".venv", checkout)
    (checkout / "base.lock").write_text("newer\n")
    assert not is_installed("base", checkout)
    assert bootstrap.wanted("base", checkout / ".venv") == "dev"


def test_without_them_run_gets_no_more_than_it_needs(checkout: Path) -> None:
    assert bootstrap.wanted("base", checkout / ".venv") == "base"
    bootstrap.stamp("base", checkout / ".venv", checkout)
    assert bootstrap.wanted("base", checkout / ".venv") == "base"


@pytest.mark.parametrize("name", ["base.lock", "scripts/uv.lock"])
def test_another_lock_file_is_another_environment(checkout: Path, name: str) -> None:
    bootstrap.stamp("base", checkout / ".venv", checkout)
    (checkout / name).write_text("flask==4\n")
    assert not is_installed("base", checkout)


def test_another_python_or_place_is_another_environment(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = bootstrap.fingerprint("base", checkout)
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert bootstrap.fingerprint("base", checkout) != mine
    monkeypatch.undo()
    moved = checkout.with_name("moved")
    checkout.rename(moved)
    assert bootstrap.fingerprint("base", moved) != mine


def test_a_half_made_environment_is_not_taken_for_a_whole_one(checkout: Path) -> None:
    assert not is_installed("base", checkout)
    bootstrap.stamp("base", checkout / ".venv", checkout)
    (checkout / ".venv/bin/python").unlink()
    assert not is_installed("base", checkout)


def test_every_locked_package_has_its_hashes_and_dev_holds_base() -> None:
    packages = {}
    for name in ("base.lock", "dev.lock", "scripts/uv.lock"):
        text = (ROOT / name).read_text()
        entries = text.replace("\\\n", " ").splitlines()
        assert all("==" in entry and "--hash=sha256:" in entry for entry in entries), name
        assert "://" not in text
        packages[name] = {entry.split(" ")[0] for entry in entries}
    assert packages["base.lock"] <= packages["dev.lock"]


def test_a_second_start_is_told_to_wait_while_packages_are_installed(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\nfrom scripts import bootstrap\nbootstrap.ROOT = pathlib.Path(sys.argv[1])\n"
        "with bootstrap.alone():\n print('in', flush=True)\n sys.stdin.read()\n"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "-c", program, str(tmp_path)]
    first = subprocess.Popen(command, **pipes)  # type: ignore[call-overload]
    assert first.stdout.readline() == "in\n"
    second = subprocess.Popen(command, **pipes)  # type: ignore[call-overload]
    assert "waiting for it" in second.stderr.readline()
    first.communicate("")
    assert second.stdout.readline() == "in\n"
    second.communicate("")


def test_the_portal_command_works_from_anywhere(tmp_path: Path) -> None:
    launcher = ROOT / ".venv/bin/portal"
    if not launcher.exists():
        pytest.skip("this environment was not made by the bootstrap")
    (tmp_path / "portal").mkdir()  # a folder of that name where one stands must not be taken for ours
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    command = [str(launcher.with_name("python")), "-P", "-c", "import portal; print(portal.__file__)"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.stdout.strip() == str(ROOT / "portal/__init__.py")
