"""Every operator's command, in one list: each parses, calls one operation and says one line."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade as migrate_up

from portal.core.errors import Refused
from portal.places import operations as places
from portal.procedures import operations as procedures


@click.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Bring the database to the newest schema."""
    migrate_up()
    click.echo("database is up to date")


@contextmanager
def one_sentence() -> Iterator[None]:
    """What an operation refuses as a whole is told in one sentence, exit code 2."""
    try:
        yield
    except Refused as error:
        click.echo(error.word, err=True)
        sys.exit(2)


@click.command("import-procedures")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@with_appcontext
def import_procedures(file: Path, as_json: bool) -> None:
    """Read a catalogue of procedures (JSON or JSON.gz); a repeat changes nothing."""
    with (
        one_sentence(),
        click.progressbar(length=1, label="procedures", file=sys.stderr, hidden=as_json) as bar,
    ):

        def tick(done: int, total: int) -> None:
            bar.length = total
            bar.update(done)

        report = procedures.import_file(file, tick)
    refused = [{"code": row.code, "why": row.why} for row in report.refused]
    if as_json:
        counts = {name: getattr(report, name) for name in ("read", "added", "changed", "unchanged")}
        click.echo(json.dumps({"file": str(file), **counts, "refused": refused}, ensure_ascii=False))
        return
    for row in report.refused:
        click.echo(f"skipped {row.code}: {row.why}", err=True)
    told = f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged"
    click.echo(f"{report.read} procedures read: {told}, {len(refused)} skipped")


@click.command("import-units")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@with_appcontext
def import_units(files: tuple[Path, ...]) -> None:
    """Read units of today, old units or swapped working days (CSV); a repeat changes nothing."""
    with one_sentence():
        report = places.import_units(files)
    for row, why in report.refused:
        click.echo(f"skipped {row}: {why}", err=True)
    click.echo(f"{report.read} rows read: {report.changed} written, {len(report.refused)} skipped")


COMMANDS: tuple[click.Command, ...] = (upgrade, import_procedures, import_units)
