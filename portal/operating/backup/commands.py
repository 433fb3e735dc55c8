"""`portal backup`, `portal restore` and the word that lets a restored system send again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.errors import Problem, Refused
from portal.operating.backup import bringing, holding, manifest, nightly, taking
from portal.supervisor.errors import CannotStart


@contextmanager
def _one_sentence() -> Iterator[None]:
    try:
        yield
    except Problem as error:
        click.echo(error.word, err=True)
        sys.exit(2)
    except CannotStart as error:
        click.echo(str(error), err=True)
        sys.exit(2)


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--nightly", "is_nightly", is_flag=True, help="Today's, into BACKUP_DIR; old ones are removed.")
@with_appcontext
def backup(folder: Path | None, is_nightly: bool) -> None:
    """Write database, photos, pictures and papers into the new FOLDER; nothing needs to be stopped."""
    if is_nightly is (folder is not None):
        raise click.UsageError("name a FOLDER, or --nightly")
    with _one_sentence():
        folder = folder or _tonight()
        made = taking.take(folder) if not is_nightly else manifest.read(folder)
    size = sum((folder / name).stat().st_size for name in made.sums)
    click.echo(f"{folder}: whole, {len(made.sums)} files, {size / 1e6:.1f} MB, schema {made.schema}")
    click.echo("kept apart by you: secrets.env and zalo-tokens.journal of the home")


def _tonight() -> Path:
    place = nightly.folder()
    if place is None:
        raise Refused("BACKUP_DIR names no folder for nightly backups")
    made = nightly.take(place)
    if made is None:
        raise Refused(f"today's backup is in {place} already")
    return made


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_appcontext
def restore(folder: Path) -> None:
    """Bring FOLDER back onto an empty database; sending stays off until `portal confirm-sending`."""
    with _one_sentence():
        held = bringing.restore(folder)
    click.echo(f"restored as of {clock.shown(held.taken_at)}; sending is off")
    click.echo(
        f"{held.messages} messages are unknown now, {held.broadcasts} broadcasts stopped,"
        f" {held.events} of Zalo's events set aside (portal replay)"
    )
    click.echo("let the one-stop systems push all since then again, then: portal confirm-sending")


@click.command("confirm-sending")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def confirm_sending(yes: bool) -> None:
    """Let a restored system send again; what may have gone before the restore stays unknown."""
    if not yes:
        click.confirm("Have the one-stop systems pushed again, and may messages go out?", abort=True)
    with _one_sentence():
        doubted = holding.confirm()
    click.echo(f"sending is on; {doubted} messages made meanwhile stay unknown, on /desk/messages/")


COMMANDS = (backup, restore, confirm_sending)
