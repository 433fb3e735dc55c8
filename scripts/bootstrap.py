"""Make .venv from the lock files if need be, then hand over: `bootstrap.py run|test|install ARGS`.

Standard library only, and readable by old Pythons too, so that they get a sentence instead of a traceback.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = "installed.txt"
LOCKS = {"base": "base.lock", "dev": "dev.lock"}
# dev.lock is made with base.lock as its constraint, so whoever has it has base.lock as well
HOLDS = {"base": ("base",), "dev": ("base", "dev")}


class Stopped(Exception):
    """One sentence for the person at the terminal."""


def too_old(version: Sequence[int]) -> str | None:
    """Say what to do about a Python that cannot run this, or None when it can."""
    if tuple(version[:2]) >= OLDEST:
        return None
    needed, found = (".".join(str(number) for number in v[:2]) for v in (OLDEST, version))
    return (
        f"Python {needed} or newer is needed (this is {found}): install it, e.g. `apt-get install python3`."
    )


def fingerprint(kind: str, root: Path = ROOT) -> str:
    """What an environment of this kind depends on; a moved checkout or another Python needs a new one."""
    digest = hashlib.sha256()
    for name in (LOCKS[kind], "scripts/uv.lock", "scripts/bootstrap.py"):
        digest.update((root / name).read_bytes())
    digest.update(f"{root} {sys.version_info[:2]} {platform.machine()}".encode())
    return digest.hexdigest()


def is_installed(kind: str, venv: Path = VENV, root: Path = ROOT) -> bool:
    """Whether .venv was finished for these very lock files."""
    try:
        lines = (venv / STAMP).read_text().splitlines()
    except OSError:
        return False
    return f"{kind} {fingerprint(kind, root)}" in lines and (venv / "bin/python").exists()


def wanted(kind: str, venv: Path = VENV) -> str:
    """The kind to install: an environment that already holds the test tools keeps them."""
    try:
        had_dev = "\ndev " in "\n" + (venv / STAMP).read_text()
    except OSError:
        had_dev = False
    return "dev" if had_dev else kind


def stamp(kind: str, venv: Path = VENV, root: Path = ROOT) -> None:
    """Write down, last of all, that the environment is whole."""
    lines = [f"{held} {fingerprint(held, root)}\n" for held in HOLDS[kind]]
    partial = venv / (STAMP + ".partial")
    partial.write_text("".join(lines))
    partial.replace(venv / STAMP)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def attempt(command: list[str], env: dict[str, str] | None = None) -> str | None:
    """Run quietly; None when it went well, else what it complained about."""
    done = subprocess.run(
        command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return None if done.returncode == 0 else done.stdout.strip() or f"exit code {done.returncode}"


def require_ensurepip() -> None:
    """A plain Debian ships Python without its pip: fetch it as root, else name the command."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Stopped(
            f"Python's venv module is missing: run `sudo apt-get install {package}`, then start again."
        )
    say(f"installing {package} ...")
    attempt(["apt-get", "update"])
    error = attempt(["apt-get", "install", "-y", "--no-install-recommends", package])
    if error:
        raise Stopped(f"Could not install {package}: {error.splitlines()[-1]}")


def create_venv() -> None:
    """An empty environment, made anew: what was there is half-made or for another Python."""
    require_ensurepip()
    shutil.rmtree(VENV, ignore_errors=True)
    base = getattr(sys, "_base_executable", None) or sys.executable
    error = attempt([base, "-m", "venv", str(VENV)])
    if error:
        raise Stopped(f"Could not make {VENV}: {error.splitlines()[-1]}")


def uv_environment() -> dict[str, str]:
    """uv's own settings, following pip's where the machine's owner made any."""
    env = dict(os.environ, VIRTUAL_ENV=str(VENV))
    if "PIP_INDEX_URL" in env:
        env.setdefault("UV_DEFAULT_INDEX", env["PIP_INDEX_URL"])
    if not os.access(os.path.expanduser("~"), os.W_OK):
        env.setdefault("UV_NO_CACHE", "1")
    return env


def install_packages(lock: str) -> None:
    """Exactly the lock file, hashes checked; uv is some six times quicker, pip does as well."""
    python = str(VENV / "bin/python")
    pip = [
        python,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--require-hashes",
        "--no-deps",
        "-r",
    ]
    error = attempt([*pip, "scripts/uv.lock"])
    if error is None:
        uv = [str(VENV / "bin/uv"), "pip", "sync", "--python", python, "--require-hashes", lock]
        error = attempt(uv, uv_environment())
    if error is not None:
        say("uv could not do it, trying pip (slower) ...")
        error = attempt([*pip, lock])
    if error is not None:
        raise Stopped(
            f"Could not install the packages of {lock}; is a package index within reach? {error[-600:]}"
        )


def link_checkout() -> None:
    """Make the checkout importable and `portal` a command, without a build tool."""
    site = next((VENV / "lib").glob("python3.*/site-packages"))
    (site / "checkout.pth").write_text(f"{ROOT}\n")
    program = 'import sys; sys.argv[0] = "portal"; from portal.app import main; sys.exit(main())'
    launcher = VENV / "bin/portal"
    python = shlex.quote(str(VENV / "bin/python"))
    # not a shebang line: those break on blanks and long paths
    lines = ["#!/bin/sh", "unset PYTHONDONTWRITEBYTECODE", f"exec {python} -P -c '{program}' \"$@\"", ""]
    launcher.write_text("\n".join(lines))
    launcher.chmod(0o755)


@contextmanager
def alone() -> Iterator[None]:
    """Of several starts at once, one installs and the others wait."""
    try:
        lock = os.open(ROOT / ".venv.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        raise Stopped(
            f"No permission to write in {ROOT}: give it to this user, or copy the checkout."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        say("another start is installing the packages; waiting for it ...")
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


def ensure(kind: str) -> None:
    """See to it that .venv holds this kind; what is half-made or for another Python is made anew."""
    with alone():
        if is_installed(kind):
            return
        kind = wanted(kind)
        say("installing the packages into .venv (once) ...")
        if not (VENV / STAMP).exists() or not made_by_this_python():
            create_venv()
        (VENV / STAMP).unlink(missing_ok=True)
        install_packages(LOCKS[kind])
        link_checkout()
        stamp(kind)


def made_by_this_python() -> bool:
    """Whether .venv can be brought up to date in place."""
    folder = VENV / "lib/python{}.{}".format(*sys.version_info[:2])
    launcher = VENV / "bin/portal"
    return folder.is_dir() and launcher.exists() and str(VENV) in launcher.read_text()


def main(args: list[str]) -> None:
    """Install what the command needs and become it."""
    command, rest = args[0], args[1:]
    ensure("base" if command == "run" else "dev")
    if command == "install":
        return
    python = str(VENV / "bin/python")
    program = {"run": "portal.supervisor", "test": "scripts.check"}[command]
    # containers like to set this; without compiled files every process of ours would start five times slower
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.execv(python, [python, "-P", "-m", program, *rest])  # noqa: S606 - the very aim of this file


if __name__ == "__main__":
    sentence = too_old(sys.version_info[:2])
    if sentence:
        say(sentence)
        sys.exit(2)
    try:
        main(sys.argv[1:])
    except Stopped as stopped:
        say(str(stopped))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
