"""The operator's commands about tokens and keys: ages and counts, never values."""

import datetime as dt
import json
import sys

import click
from flask.cli import with_appcontext

from portal.core import clock
from portal.zalo import standing
from portal.zalo.journal import Busy
from portal.zalo.operations import keys
from portal.zalo.standing import Level, Standing


def _in_words(stands: Standing, moment: dt.datetime | None) -> str:
    """A moment as people and scripts read it, with how far away it is."""
    if moment is None:
        return "-"
    seconds = (moment - stands.now).total_seconds()
    return f"{clock.shown(moment)} ({'in' if seconds > 0 else 'since'} {abs(seconds) / 3600:.1f} h)"


@click.command("token-status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@with_appcontext
def token_status(*, as_json: bool) -> None:
    """How the account's tokens stand: ages, never values. Exit code 1 when a person has to do something."""
    stands = standing.look()
    moments = {
        "issued": stands.issued_at,
        "expires": stands.expires_at,
        "next change": stands.due_at,
        "change began": stands.started_at,
        "consent": stands.consented_at,
        "consent may end": stands.consent_ends_at,
        "refused": stands.refused_at,
        "person needed": stands.consent_needed_at,
    }
    if as_json:
        told = {name.replace(" ", "_"): at.isoformat() if at else None for name, at in moments.items()}
        facts = {"generation": stands.generation, "level": stands.level, "held": stands.is_held}
        click.echo(json.dumps({**facts, "failures": stands.failures, "problems": stands.problems, **told}))
    else:
        held = "sending is held" if stands.is_held else "sending goes on"
        click.echo(
            f"{stands.level.value}, {held}, generation {stands.generation}, failures {stands.failures}"
        )
        for name, at in moments.items():
            click.echo(f"{name}: {_in_words(stands, at)}")
        for problem in stands.problems:
            click.echo(f"{problem}: {' '.join(standing.sentence(problem))}")
        if stands.level is Level.PERSON:
            click.echo(f"open {standing.link()}")
    sys.exit(int(stands.level is Level.PERSON))


@click.command("rotate-keys")
@with_appcontext
def rotate_keys() -> None:
    """Seal every encrypted column, and the journal of tokens, with the first of FIELD_KEYS.

    Put the new key before the old one, restart everything, run this, then take the old key away. It may be
    stopped and run again. Exit code 1 while a value is left that no key opens.
    """
    done: dict[str, keys.Progress] = {}
    try:
        for told in keys.rotate():
            if done and told.table not in done:
                _say(list(done.values())[-1])
            done[told.table] = told
    except Busy:
        click.echo("the journal of tokens is in use: run it again in a minute", err=True)
        sys.exit(1)
    _say(list(done.values())[-1])
    sys.exit(int(any(told.unreadable for told in done.values())))


def _say(told: keys.Progress) -> None:
    click.echo(
        f"{told.table}: {told.read} read, {told.sealed_again} sealed again, {told.unreadable} unreadable"
    )


COMMANDS: tuple[click.Command, ...] = (token_status, rotate_keys)
