"""Every operator's command, in one list: each parses, calls one operation and says one line."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from dotenv import dotenv_values
from flask.cli import with_appcontext

from portal.chat import operations as chat
from portal.chat import queries as chat_queries
from portal.chat import replay as chat_replay
from portal.core import clock, schema, settings
from portal.core.errors import Problem, Refused
from portal.demo import operations as demo
from portal.dossiers import client as one_stop
from portal.dossiers import operations as dossiers
from portal.notifications import operations as notifications
from portal.places import operations as places
from portal.places import queries as places_queries
from portal.procedures import operations as procedures
from portal.procedures.journeys import operations as journeys
from portal.staff import operations as staff
from portal.staff.models import Role
from portal.support import operations as support
from portal.zalo.operations import grants as tokens


@click.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Bring the database to the newest schema."""
    schema.bring_up()
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
    is_hidden = as_json or not sys.stderr.isatty()
    with one_sentence(), click.progressbar(length=1, file=sys.stderr, hidden=is_hidden) as bar:

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
        schema.bring_up()
        notifications.load_templates()
        places.import_units()
        places.import_working_days()
        support.load_basics()
        procedures.import_shipped()
        journeys.load_shipped(shown=not no_demo)
        tokens.seed()
        if not no_demo:
            demo.load()
            if secret := demo_secret():
                dossiers.ensure_client("demo", secret)
    click.echo("prepared")


@click.command("api-client")
@click.argument("name")
@with_appcontext
def api_client(name: str) -> None:
    """Let a one-stop system push; prints a fresh secret once. Its two newest secrets are live."""
    secret = dossiers.new_secret()
    dossiers.ensure_client(name, secret)
    click.echo(f"{name} {secret}")


def demo_secret() -> str | None:
    """The demo client's secret, as `./run` keeps it in the home."""
    return dotenv_values(settings.get().portal_home / "secrets.env").get("ONE_STOP_DEMO_SECRET")


@click.command("push-demo")
@click.argument("code")
@click.argument("status")
@click.option("--set", "fields", multiple=True, metavar="NAME=VALUE", help="One more national field.")
@click.option("--secret", envvar="ONE_STOP_DEMO_SECRET", help="The demo client's secret.")
def push_demo(code: str, status: str, fields: tuple[str, ...], secret: str | None) -> None:
    """Push one status of a dossier, signed, as a vendor's system would."""
    secret = secret or demo_secret()
    if not secret:
        click.echo("no secret: start ./run first, or set ONE_STOP_DEMO_SECRET", err=True)
        sys.exit(2)
    more = dict(field.partition("=")[::2] for field in fields)
    at = f"{clock.local(clock.now()):%Y%m%d%H%M%S}"
    record = {"MaHoSo": code, "TrangThaiHoSo": status, "ThoiDiem": at, **more}
    try:
        answer = one_stop.push(settings.get().base_url, "demo", secret, [record])
    except OSError as error:
        click.echo(f"nobody answers at {settings.get().base_url}: {error}", err=True)
        sys.exit(2)
    click.echo(f"{answer.status} {answer.body.strip()}")
    sys.exit(0 if answer.first_outcome() in {"applied", "duplicate", "older"} else 1)


@click.command("inbox")
@click.option("--again", is_flag=True, help="Make the events that were given up due once more.")
@with_appcontext
def inbox(again: bool) -> None:
    """How Zalo's events stand, and which were given up."""
    if again:
        click.echo(f"{chat.try_again()} events are due once more")
    now = chat_queries.standing()
    for event_id, name in now.failed:
        click.echo(f"given up {event_id} {name}")
    click.echo(f"{now.waiting} waiting, {now.given_up} given up, {now.set_aside} set aside")


MOMENTS = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"])


@click.command("replay")
@click.option(
    "--from", "first", required=True, type=MOMENTS, help="Received from this moment, Vietnam's time."
)
@click.option("--to", "before", required=True, type=MOMENTS, help="Received before this moment.")
@click.option("--kind", help="Only this kind (text, follow ...) or this event's name.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@with_appcontext
def replay(first: dt.datetime, before: dt.datetime, kind: str | None, is_dry: bool, as_json: bool) -> None:
    """Work on Zalo's events of a time once more; nothing is sent twice."""
    is_hidden = as_json or not sys.stderr.isatty()
    first, before = first.replace(tzinfo=clock.VIETNAM), before.replace(tzinfo=clock.VIETNAM)
    with click.progressbar(length=1, file=sys.stderr, hidden=is_hidden) as bar:

        def tick(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        report = chat_replay.run(first, before, kind, is_dry=is_dry, tick=tick)
    if as_json:
        click.echo(json.dumps({"dry_run": is_dry, **vars(report)}))
        return
    for line in report.lines(is_dry=is_dry):
        click.echo(line)


COMMANDS: tuple[click.Command, ...] = (
    upgrade,
    prepare,
    import_procedures,
    import_units,
    create_user,
    api_client,
    push_demo,
    inbox,
    replay,
)
