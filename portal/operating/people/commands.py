"""`portal person`: what is known of a phone number, handed out or erased, with a line in the register."""

import sys
import uuid
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.citizens.forms import parse_phone
from portal.operating.models import CameBy, Wish
from portal.operating.people import finding, forgetting, register


@click.group("person")
def person() -> None:
    """A person's data by phone number, asked for at the prompt: it stands in no history of the shell."""


@person.command("show")
@with_appcontext
def show() -> None:
    """Count what is known, table by table."""
    fingerprint = finding.fingerprint_of(_number())
    people = finding.people(fingerprint)
    for one in people:
        click.echo(f"person {one.id}: {one.proof}")
    for name, rows in forgetting.left(fingerprint, [one.id for one in people]).items():
        click.echo(f"{rows:>6} {name}")


@person.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export(file: Path) -> None:
    """Write everything into the new ZIP FILE."""
    asked = _asked(Wish.EXPORT)
    with file.open("xb") as out:
        file.chmod(0o600)
        out.write(register.hand_out(asked, None))
    click.echo(f"{file}: written; request {asked} is settled")


@person.command("erase")
@click.option("--claimed", is_flag=True, help="Also who only claimed the number on Zalo.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def erase(claimed: bool, yes: bool) -> None:
    """Forget the people behind the number, and what hangs on it alone."""
    number = _number()
    if not yes:
        click.confirm("This cannot be taken back. Erase?", abort=True)
    fingerprint = finding.fingerprint_of(number)
    before = [one.id for one in finding.people(fingerprint)]
    asked = register.take(Wish.ERASE, number, CameBy.COMMAND, None)
    gone = register.erase(asked, None, with_claimed=claimed)
    click.echo(f"{gone} people forgotten; request {asked} is settled")
    for name, rows in forgetting.left(fingerprint, before).items():
        click.echo(f"{rows:>6} {name} stay, without a name")
    for what in forgetting.STAYS:
        click.echo(f"stays: {what}")


def _asked(kind: Wish) -> uuid.UUID:
    return register.take(kind, _number(), CameBy.COMMAND, None)


def _number() -> str:
    number = parse_phone(click.prompt("Phone number", hide_input=sys.stdin.isatty()))
    if number is None:
        click.echo("that is no Vietnamese phone number", err=True)
        sys.exit(2)
    return number


COMMANDS = (person,)
