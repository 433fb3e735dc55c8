"""The operator's commands about the conversation."""

import datetime as dt
import json
import time

import click
from flask.cli import with_appcontext

from portal.chat.models import CatchUp, CatchUpReason, CatchUpState
from portal.chat.operations import catching_up
from portal.core import clock
from portal.core.db import db, release
from portal.core.errors import Conflict
from portal.zalo.answers import ZaloError

MOST_HOURS = int(catching_up.LONGEST / dt.timedelta(hours=1))
WAIT_SECONDS = 1.0


@click.command("catch-up")
@click.option(
    "--hours", type=click.IntRange(1, MOST_HOURS), default=24, show_default=True, help="How far to read back."
)
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would be kept, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@with_appcontext
def catch_up(hours: int, is_dry: bool, as_json: bool) -> None:
    """Read Zalo's recent chats for messages that the webhook has not told; nothing is answered twice."""
    since = clock.now() - dt.timedelta(hours=hours)
    try:
        told = _rehearsed(since) if is_dry else _read(since)
    except (Conflict, ZaloError) as error:
        raise click.ClickException(f"the recent chats were not read: {error}") from None
    if as_json:
        click.echo(json.dumps({"dry_run": is_dry, **told}))
        return
    would = "would be " if is_dry else ""
    click.echo(f"{told['messages']} messages of citizens since {since.isoformat(timespec='minutes')}")
    click.echo(f"{told['known']} known, {told['kept']} {would}kept, {told['answerable']} {would}answered")
    click.echo(f"{told['unreadable']} of a kind that the list does not show")
    if told["is_cut"]:
        click.echo("there is more than is read at once: ask again with fewer hours")


def _rehearsed(since: dt.datetime) -> dict[str, int | bool]:
    found, is_cut = catching_up.rehearse(since)
    names = ("messages", "known", "kept", "answerable", "unreadable")
    return {**{name: getattr(found, name) for name in names}, "is_cut": is_cut}


def _read(since: dt.datetime) -> dict[str, int | bool]:
    """In this process, until it has ended; a worker that was quicker is waited for."""
    run_id = catching_up.ask(CatchUpReason.COMMAND, since)
    while True:
        catching_up.go_on(run_id)
        run = db.session.get_one(CatchUp, run_id, populate_existing=True)
        names = ("messages", "known", "kept", "answerable", "unreadable", "is_cut")
        told, state, error = {name: getattr(run, name) for name in names}, run.state, run.error
        release()
        if state is CatchUpState.DONE:
            return told
        if state is CatchUpState.FAILED or error:
            raise click.ClickException(
                f"Zalo does not tell now: {error}; a worker asks again where that helps"
            )
        time.sleep(WAIT_SECONDS)


COMMANDS: tuple[click.Command, ...] = (catch_up,)
