"""The `portal` command: every feature's commands in one group."""

import click
from flask.cli import AppGroup

from portal import cli
from portal.bench import command as bench
from portal.chat import commands as chat
from portal.dossiers import commands as dossiers
from portal.figures import commands as figures
from portal.newsroom.arriving import commands as arriving
from portal.open311 import commands as open311
from portal.operating import commands as operating
from portal.procedures.asked import commands as asked
from portal.zalo import commands as zalo

OF_FEATURES = (cli, dossiers, zalo, chat, asked, open311, arriving, operating, figures)


@click.group(cls=AppGroup)
def portal() -> None:
    """The operator's commands of the portal."""


for room in OF_FEATURES:
    for command in room.COMMANDS:
        portal.add_command(command)
for measuring in (bench.bench, bench.shots):
    portal.add_command(measuring)
