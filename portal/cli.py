"""Every operator's command, in one list: each parses, calls one operation and says one line."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade as migrate_up

from portal.core.errors import Problem, Refused
from portal.demo import operations as demo
from portal.notifications import operations as notifications
from portal.places import operations as places
from portal.places import queries as places_queries
from portal.procedures import operations as procedures
from portal.staff import operations as staff
from portal.staff.models import Role
from portal.support import operations as support


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
    except Problem as error:
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


@click.command("create-user")
@click.argument("username")
@click.option("--name", help="The person's name as the desk shows it; the user name when left out.")
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice([r.value for r in Role]))
@click.option("--office", help="Code of the office the roles hold for; the whole province when left out.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_appcontext
def create_user(
    username: str, name: str | None, roles: tuple[str, ...], office: str | None, password_stdin: bool
) -> None:
    """Make a staff account; prints a fresh password once unless one is given."""
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    password = staff.new_password() if given is None else given
    with one_sentence():
        found = places_queries.office_for(office) if office else None
        if office and found is None:
            raise Refused(f"there is no office {office}")
        at = found.id if found else None
        staff.create_user(username, name or username, [(Role(role), at) for role in roles], password)
    click.echo(f"{username} {password}" if given is None else f"{username} may sign in now")


@click.command("prepare")
@click.option("--no-demo", is_flag=True, help="No demo people, dossiers or news.")
@with_appcontext
def prepare(no_demo: bool) -> None:
    """Bring an installation up to date: schema, message texts, units, catalogue; and the demo province."""
    with one_sentence():
        migrate_up()
        notifications.load_templates()
        places.import_units()
        places.import_working_days()
        support.load_basics()
        procedures.import_shipped()
        if not no_demo:
            demo.load()
    click.echo("prepared")


COMMANDS: tuple[click.Command, ...] = (upgrade, prepare, import_procedures, import_units, create_user)
