"""Bringing a backup back: only onto an empty database, with sending off before the first row is there."""

import mimetypes
import re
import shutil
import tempfile
from pathlib import Path

from sqlalchemy import text

from portal.core import db, schema, settings, store
from portal.core.errors import Refused
from portal.operating.backup import holding, manifest, programs

JOBS = 2
_REVISION = re.compile(r'^revision = "(\w+)"$', re.MULTILINE)
_SENDING = re.compile(r"TABLE DATA public sending_state\b")


def restore(folder: Path) -> holding.Held:
    """Bring everything back; sending stays off until `holding.confirm`.

    Refused before anything is changed: a backup that is damaged, half-written or newer than this code, keys
    that cannot open it, a database that is not empty or in use, files that are there already. Cut off in the
    middle, the database is not empty: make a fresh one and begin again.
    """
    found = manifest.read(folder)
    _fits(found)
    _is_room()
    _load(folder / manifest.DATABASE)
    for name in manifest.KEPT:
        if (kept := folder / manifest.FILES / name).is_dir():
            _bring(kept, name)
    schema.bring_up()
    return holding.hold(found.taken_at)


def _bring(kept: Path, name: str) -> None:
    """Files go where this installation keeps them: its home, or its bucket for the library."""
    if name != "library" or not settings.get().media_store.get_secret_value():
        shutil.copytree(kept, settings.get().portal_home / name, dirs_exist_ok=True)
        return
    for path in sorted(one for one in kept.rglob("*") if one.is_file()):
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        store.opened().put(f"{path.parent.name}/{path.name}", path.read_bytes(), kind)


def _fits(found: manifest.Manifest) -> None:
    known = {
        one[1]
        for file in (schema.FOLDER / "versions").glob("*.py")
        if (one := _REVISION.search(file.read_text("utf-8")))
    }
    if not set(found.schema.split(",")) <= known:
        raise Refused(
            f"the backup has schema {found.schema}, newer than this version: update the portal first"
        )
    if found.postgres > programs.version():
        raise Refused(f"the backup needs PostgreSQL {found.postgres}, here is {programs.version()}")
    if not set(found.keys) <= set(manifest.fingerprints()):
        raise Refused(
            "FIELD_KEYS and PHONE_HMAC_KEY are not those of the backup: nobody could read its sealed columns"
        )


def _is_room() -> None:
    """Nothing there, and nobody who could write or send meanwhile."""
    with db.transaction() as session:
        if session.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")):
            raise Refused(f"database {programs.database()} is not empty: make a fresh one for the restore")
        others = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                    AND backend_type = 'client backend' AND pid <> pg_backend_pid()"""
        if session.scalar(text(others)):
            raise Refused(f"somebody uses database {programs.database()}: stop web, relay and workers first")
    db.release()
    for name in manifest.KEPT:
        place = settings.get().portal_home / name
        if place.is_dir() and any(path.is_file() for path in place.rglob("*")):
            raise Refused(f"{place} is not empty: name a fresh home for the restore")


def _load(dump: Path) -> None:
    """Tables, then the switch off, then rows (but the old switch), then keys, indexes and triggers."""
    target = f"--dbname={programs.database()}"
    usual = ("--exit-on-error", "--no-owner", "--no-acl", target)
    programs.run("pg_restore", *usual, "--section=pre-data", dump)
    holding.shut()
    listed = programs.run("pg_restore", "--list", dump)
    rows = [line for line in listed.splitlines() if not _SENDING.search(line)]
    with tempfile.NamedTemporaryFile("w", suffix=".list") as chosen:
        chosen.write("\n".join(rows))
        chosen.flush()
        for section in ("data", "post-data"):
            programs.run(
                "pg_restore",
                *usual,
                f"--jobs={JOBS}",
                f"--section={section}",
                f"--use-list={chosen.name}",
                dump,
            )
