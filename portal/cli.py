"""Every operator's command, in one list: each parses, calls one operation and says one line."""

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade as migrate_up


@click.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Bring the database to the newest schema."""
    migrate_up()
    click.echo("database is up to date")


COMMANDS: tuple[click.Command, ...] = (upgrade,)
