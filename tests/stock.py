"""Tables filled once for all test processes: whoever asks first fills them, the others get a copy."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from psycopg import Connection, sql
from sqlalchemy import text

from portal.core import current, settings
from portal.core.db import db
from portal.demo import operations as demo
from portal.procedures import intake
from portal.procedures import operations as procedures

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
# What a living product has of its own: stock filled beside one must not carry that to the others, and stock
# filled without one must not take it away.
LIVELY = (
    *("oa_", "zns_", "zalo_token", "zalo_consent", "follower_", "periodic", "sending_state"),
    *("quota_day", "throttle", "api_client"),
)
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
SET = "SELECT setval(format('%%I', %s::text)::regclass, %s)"


def fill(name: str, make: Callable[[], object], files: Sequence[str] = ()) -> None:
    """The tables as `make` leaves them, and these files of the home; `name` stands for all of it."""
    home = settings.get().portal_home
    folder = Path(os.environ.get("TEST_STOCK") or tempfile.mkdtemp(prefix="portal-stock-")) / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            make()
            _keep(folder, [home / file for file in files])
            return
    _bring_back(folder)
    home.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copy2(folder / f".{file}", home / file)


def catalogue() -> None:
    """Every procedure that comes with the portal."""
    fill("catalogue", _catalogue)


def province() -> None:
    """The common procedures and the demo province: something on every page."""
    fill("province", _province)


def _catalogue() -> None:
    procedures.import_file(intake.FACTS)
    procedures.import_file(intake.COMMON)


def _province() -> None:
    common = {row["code"] for row in intake.rows_of(intake.COMMON)}
    procedures.import_rows([row for row in intake.rows_of(intake.FACTS) if row["code"] in common])
    procedures.import_file(intake.COMMON)
    demo.load()


def _line() -> Connection[Any]:
    return cast(Connection[Any], db.session.connection().connection.dbapi_connection)


def _keep(folder: Path, files: Sequence[Path]) -> None:
    waiting = folder.with_suffix(".new")
    waiting.mkdir()
    for file in files:
        shutil.copy2(file, waiting / f".{file.name}")
    with _line().cursor() as cursor:
        for (table,) in cursor.execute(TABLES.encode()).fetchall():
            if table.startswith(LIVELY):
                continue
            ask = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
            with cursor.copy(ask) as out, (waiting / table).open("wb") as file:
                for piece in out:
                    file.write(piece)
        lines = [f"{counter}\t{at}" for counter, at in cursor.execute(COUNTERS.encode()).fetchall() if at]
    (waiting / ".counters").write_text("\n".join(lines))
    db.session.rollback()
    waiting.rename(folder)


def _bring_back(folder: Path) -> None:
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    with _line().cursor() as cursor:
        for file in folder.glob("[!.]*"):
            take = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(file.name))
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(file.name)))
            with cursor.copy(take) as into:
                into.write(file.read_bytes())
        for line in (folder / ".counters").read_text().splitlines():
            cursor.execute(SET.encode(), line.split("\t"))
    db.session.commit()
    current.tell()
