"""`./test`: what pytest is told, and where a browser comes from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import browser, check


def test_two_processes_more_than_cores_unless_the_person_says_otherwise() -> None:
    assert check.pytest_arguments([])[:4] == ["-n", str(check.PROCESSES), "--dist", "loadscope"]
    assert check.pytest_arguments(["-n0", "-k", "dossiers"]) == ["-n0", "-k", "dossiers"]
    assert check.pytest_arguments(["--pdb"]) == ["--pdb"]


def test_quick_leaves_out_browser_and_fault_and_is_not_handed_on() -> None:
    assert check.pytest_arguments(["--quick"])[-2:] == ["-m", "not browser and not fault"]
    assert check.pytest_arguments(["--quick", "-m", "fault"])[-2:] == ["-m", "fault"]
    assert "--quick" not in check.pytest_arguments(["--quick", "--all"])


def program(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_a_snap_is_told_from_a_program(tmp_path: Path) -> None:
    assert browser.is_snap(program(tmp_path / "a/chromium-browser", 'exec /snap/bin/chromium "$@"'))
    assert browser.is_snap(program(tmp_path / "snap/bin/chromium", "exit 0"))
    assert not browser.is_snap(program(tmp_path / "b/chromium", "exit 0"))


def test_the_named_browser_is_the_only_one_asked(tmp_path: Path) -> None:
    good, bad = program(tmp_path / "good", "exit 0"), program(tmp_path / "bad", "exit 127")
    assert browser.find({"PORTAL_BROWSER": good}, pytest.fail) == good
    assert browser.find({"PORTAL_BROWSER": bad}, pytest.fail) is None
    assert browser.find({"PORTAL_BROWSER": str(tmp_path / "absent")}, pytest.fail) is None


def test_what_is_there_comes_first_and_a_broken_one_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = program(tmp_path / "good", "exit 0"), program(tmp_path / "bad", "exit 127")
    said: list[str] = []

    def broken() -> Iterator[str]:
        """Broken."""
        yield bad

    def fetched() -> Iterator[str]:
        """Fetched."""
        yield from (bad, good)

    monkeypatch.setattr(browser, "AT_HAND", (lambda: iter([bad]),))
    monkeypatch.setattr(browser, "TO_GET", (broken, fetched))
    assert browser.find({}, said.append) == good
    assert [line.rpartition(": ")[2] for line in said] == ["Broken.", "Fetched."]
    monkeypatch.setattr(browser, "TO_GET", (broken,))
    assert browser.find({}, said.append) is None


def test_playwrights_own_copy_is_found(tmp_path: Path) -> None:
    shell = program(tmp_path / "chromium_headless_shell-1/chrome-linux/headless_shell", "exit 0")
    assert list(browser.of_playwright({"PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)})) == [shell]
    assert list(browser.of_playwright({"PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "none")})) == []


def test_without_a_browser_the_reason_is_handed_to_the_tests_and_ci_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browser, "find", lambda environment, say: None)
    told = check.with_browser({"PATH": "/bin"}, is_quick=False)
    assert told["PORTAL_BROWSER"] == ""
    assert "install Chromium" in told["PORTAL_BROWSER_MISSING"]
    assert check.with_browser({"PATH": "/bin"}, is_quick=True) == {"PATH": "/bin"}
    monkeypatch.setenv("CI", "true")
    assert check.main([]) == 1
    assert "install Chromium" in capsys.readouterr().out
