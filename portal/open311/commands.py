"""The operator's command for systems that send reports."""

import sys

import click
from flask.cli import with_appcontext

from portal.core.db import transaction
from portal.core.errors import Problem
from portal.open311 import keys
from portal.staff import operations as staff


@click.command("open311-key")
@click.argument("client")
@click.option("--retire", is_flag=True, help="Make none: only the newest key stays valid.")
@click.option("--none", "is_none", is_flag=True, help="Make none: no key of this client is valid any more.")
@with_appcontext
def open311_key(client: str, retire: bool, is_none: bool) -> None:
    """A fresh key by which another city system sends field reports (GeoReport v2), told once.

    The two newest are valid at once. It signs no pushes of dossiers.
    """
    try:
        with transaction():
            if retire or is_none:
                gone = keys.retire(client, whole=is_none)
                staff.record_act("client.open311.retire", "api_client", client, None, keys=gone)
                told = f"{gone} open311 keys of {client} are valid no more"
            else:
                told = f"{client} open311 {keys.make(client)}"
                staff.record_act("client.open311.make", "api_client", client, None)
    except Problem as error:
        click.echo(error.word, err=True)
        sys.exit(2)
    click.echo(told)


COMMANDS: tuple[click.Command, ...] = (open311_key,)
