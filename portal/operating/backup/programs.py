"""PostgreSQL's own programs, told by their environment where the database is: `ps` shows no password."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from portal.core import settings
from portal.core.errors import Refused
from portal.supervisor import binaries

_FULL = "No space left"
_NAMES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


def version() -> int:
    """The major version of the programs found here."""
    return binaries.postgres()[1]


def database() -> str:
    """The name of the database that the settings mean."""
    return _named()["PGDATABASE"]


def run(program: str, *told: str | Path) -> str:
    """What the program printed; Refused with its last words when it failed."""
    path = binaries.postgres()[0] / program
    done = subprocess.run(  # noqa: S603 - our own program; arguments are ours and the operator's
        [str(path), *map(str, told)], env=_named(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said: Sequence[str] = done.stderr.strip().splitlines() or ["no word why"]
        why = next((line for line in said if _FULL in line), said[-1])  # its own workers' deaths come after
        raise Refused(f"{program} failed: {why}")
    return done.stdout


def _named() -> dict[str, str]:
    url = settings.get().database_url.replace("postgresql+psycopg://", "postgresql://")
    told = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    ours = {_NAMES[name]: value for name, value in told.items() if name in _NAMES}
    return {"HOME": str(Path.home()), "LC_ALL": "C", **ours}  # a password may stand in ~/.pgpass
