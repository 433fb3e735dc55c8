"""Commands about one-stop systems: where each takes its calls, and calling back once more."""

import datetime as dt
import json
import sys

import click
from flask.cli import with_appcontext
from sqlalchemy import and_, func, select, true

from portal.core import clock, fetch
from portal.core.db import db, transaction
from portal.core.errors import Problem
from portal.core.fetch import Barred
from portal.dossiers.deliveries import gathering, operations
from portal.dossiers.deliveries.models import Calling, Delivery
from portal.dossiers.operations import keys
from portal.dossiers.operations.keys import Kind
from portal.staff import operations as staff

MOMENTS = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"])


@click.command("callback")
@click.argument("client")
@click.argument("address", required=False)
@click.option("--none", "is_none", is_flag=True, help="Call this client back no more.")
@with_appcontext
def callback(client: str, address: str | None, is_none: bool) -> None:
    """Where a one-stop system takes what became of messages: an https address of the public network."""
    if (address is None) != is_none:
        raise click.UsageError("name an address, or --none")
    try:
        if address:
            fetch.checked(address)
        operations.set_address(client, address)
    except Barred as error:
        click.echo(f"this address may not be called: {error}", err=True)
        sys.exit(2)
    except Problem as error:
        click.echo(error.word, err=True)
        sys.exit(2)
    click.echo(f"{client} is called back" if address else f"{client} is called back no more")


@click.command("client-key")
@click.argument("client")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.option("--retire", is_flag=True, help="Make none: only the newest of this kind stays valid.")
@click.option("--none", "is_none", is_flag=True, help="Make none: no key of this kind is valid any more.")
@with_appcontext
def client_key(client: str, kind: str, retire: bool, is_none: bool) -> None:
    """A fresh key of a one-stop system, told once: live, guests (tells guests alone), test (keeps nothing).

    The two newest of a kind are valid at once. To change over: make one, let the vendor use it, --retire.
    """
    try:
        if retire or is_none:
            with transaction():
                gone = keys.retire(client, Kind(kind), whole=is_none)
                staff.record_act(f"client.{kind}.retire", "api_client", client, None, keys=gone)
            click.echo(f"{gone} {kind} keys of {client} are valid no more")
            return
        with transaction():
            secret = keys.make(client, Kind(kind))
            staff.record_act(f"client.{kind}.make", "api_client", client, None)
    except Problem as error:
        click.echo(error.word, err=True)
        sys.exit(2)
    click.echo(f"{client} {kind} {secret}")


@click.command("replay-deliveries")
@click.argument("client")
@click.option("--from", "first", type=MOMENTS, help="Ended from this moment, Vietnam's time.")
@click.option("--to", "before", type=MOMENTS, help="Ended before this moment.")
@click.option("--failed", "is_failed", is_flag=True, help="Only calls that were given up.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Say how many, and call nobody.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a line.")
@with_appcontext
def replay_deliveries(
    client: str,
    first: dt.datetime | None,
    before: dt.datetime | None,
    is_failed: bool,
    is_dry: bool,
    as_json: bool,
) -> None:
    """Call a one-stop system back once more; each call keeps its webhook-id."""
    gathering.gather()
    which = and_(
        Delivery.client == client,
        Delivery.at >= first.replace(tzinfo=clock.VIETNAM) if first else true(),
        Delivery.at < before.replace(tzinfo=clock.VIETNAM) if before else true(),
        Delivery.calling == Calling.FAILED if is_failed else true(),
    )
    count = (
        db.session.scalar(select(func.count(Delivery.seq)).where(which)) or 0
        if is_dry
        else operations.replay(which)
    )
    if as_json:
        click.echo(json.dumps({"client": client, "dry_run": is_dry, "calls": count}))
        return
    click.echo(f"{count} calls {'would be' if is_dry else 'are'} made once more")


COMMANDS: tuple[click.Command, ...] = (callback, client_key, replay_deliveries)
