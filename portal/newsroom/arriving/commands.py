"""The operator's command for moving articles in: the same dry run and the same drafts as at the desk."""

import sys
import time
import uuid
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.core.db import release
from portal.core.errors import Missing, Problem
from portal.newsroom.arriving import jobs, queries, starting, turns
from portal.newsroom.arriving.models import MOVING, Fate, Import, Stage
from portal.places import queries as places
from portal.staff import queries as staff

CHUNK = 256 * 1024


@click.command("import-articles")
@click.argument("source")
@click.option("--user", required=True, help="User name of the account whose drafts they become.")
@click.option("--office", help="Code of the office the drafts speak for; the whole province when left out.")
@click.option("--bring", is_flag=True, help="Bring them in as drafts; without it only the dry run is shown.")
@with_appcontext
def import_articles(source: str, user: str, office: str | None, bring: bool) -> None:
    """Look into a WordPress export, or an RSS or Atom feed (FILE or https URL), or bring its articles in."""
    try:
        row = _run(_given(source, *_who(user, office)))
        if bring and row.stage is Stage.LOOKED:
            starting.bring(row.id, row.made_by)
            row = _run(row.id)
        elif row.stage is Stage.LOOKED:
            _tell(row)
            starting.give_up(row.id, row.made_by)
            return
    except (Problem, OSError) as error:
        click.echo(error.word if isinstance(error, Problem) else f"{source} cannot be read", err=True)
        sys.exit(2)
    _tell(row)


def _who(user: str, office: str | None) -> tuple[uuid.UUID, uuid.UUID | None]:
    account = staff.by_username(user)
    at = places.office_for(office) if office else None
    if account is None or (office and at is None):
        raise Missing(f"there is no {'account ' + user if account is None else f'office {office}'}")
    return account.id, at.id if at else None


def _given(source: str, by: uuid.UUID, office_id: uuid.UUID | None) -> uuid.UUID:
    if source.startswith(("https://", "http://")):
        return starting.give_address(source, by, office_id=office_id)
    with Path(source).open("rb") as file:
        return starting.give_file(iter(lambda: file.read(CHUNK), b""), source, by, office_id=office_id)


def _run(import_id: uuid.UUID) -> Import:
    """Work until this import waits for a person; a worker of the home may do part of it meanwhile."""
    while True:
        row = queries.one(import_id)
        if row is None or row.stage not in MOVING:
            break
        click.echo(f"{row.stage.value} {row.done}/{row.total}", err=True)
        release()
        turn = turns.take()
        if turn is None:
            time.sleep(0.5)
            continue
        jobs.step(turn, time.monotonic() + jobs.MOST_SECONDS)
    if row is None:
        raise Missing("the import is gone")
    return row


def _tell(row: Import) -> None:
    click.echo(f"{row.stage.value}: {row.kind or '?'} of {row.site or row.name} {row.problem or ''}".rstrip())
    for fate, count in queries.fates(row.id).items():
        if count:
            click.echo(f"{count} {fate.value}")
    for fate in (Fate.SKIPPED, Fate.KNOWN, Fate.FAILED):
        for one in queries.arrivals(row.id, fate, 1)[0]:
            click.echo(f"{fate.value} {one.number}: {one.title[:80]} ({one.why})", err=True)
    broken, total = queries.broken(row.id)
    click.echo(f"{total} pictures, papers and links are not there")
    for bad in broken:
        click.echo(f"not there {bad.sort.value}: {bad.address} ({bad.why})", err=True)


COMMANDS = (import_articles,)
