"""Taking a backup: one moment of the database, then the files it names; nothing is stopped meanwhile."""

import shutil
from pathlib import Path

from portal.core import clock, db, schema, settings, store
from portal.core.errors import Refused
from portal.media import operations
from portal.operating.backup import manifest, programs

JOBS = 2


def take(folder: Path) -> manifest.Manifest:
    """Write a whole backup into `folder`, which must not be there yet.

    What is being written lies in `<folder>.partial`; a cut-off one is thrown away by the next. Files are
    copied after the database: one more than it names does no harm. Secrets and the journal of tokens
    are not in it: they are kept apart (R14). Refused when a disk is full or a program fails.
    """
    if folder.exists():
        raise Refused(f"{folder} is there already: name a new folder")
    waiting = folder.with_name(folder.name + manifest.PARTIAL)
    revision = ",".join(schema.found())
    db.release()
    try:
        shutil.rmtree(waiting, ignore_errors=True)
        waiting.mkdir(mode=0o700, parents=True)
        taken_at = clock.now()
        programs.run(
            "pg_dump",
            *("--format=directory", f"--jobs={JOBS}", "--no-owner", "--no-acl", "--compress=1"),
            f"--file={waiting / manifest.DATABASE}",
        )
        _copy_files(waiting / manifest.FILES)
        made = manifest.Manifest(
            taken_at, revision, programs.version(), manifest.fingerprints(), manifest.sums(waiting)
        )
        manifest.write(waiting, made)
        waiting.rename(folder)
    except OSError as error:
        raise Refused(f"the backup could not be written: {error.strerror}") from None
    return made


def _copy_files(into: Path) -> None:
    home = settings.get().portal_home
    for name in manifest.KEPT:
        if (home / name).is_dir():
            shutil.copytree(home / name, into / name)
    if settings.get().media_store.get_secret_value():
        _copy_bucket(into / "library")


def _copy_bucket(into: Path) -> None:
    """The library's files out of the bucket, laid down as a folder would hold them."""
    kept = store.opened()
    for name in operations.every_name():
        raw = kept.get(name)
        if raw is not None:
            path = into / name[:2] / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
