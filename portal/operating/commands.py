"""What the operator's shell gets of this feature: `portal doctor`, and backups."""

import json
import sys
from collections.abc import Sequence

import click
from flask.cli import with_appcontext

from portal.core.watch import Level, Line
from portal.operating import rebuilding
from portal.operating import retention as forgetting
from portal.operating.backup import commands as backups
from portal.operating.doctor import examining
from portal.operating.people import commands as people
from portal.operating.serving import serve
from portal.staff import chain

MOST_SHOWN = 20
MARKS = {Level.GOOD: ("ok", "green"), Level.MIND: ("xem", "yellow"), Level.ACT: ("SỬA", "red")}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Look at all an installation needs and say what to do; exit code 1 when something must be done."""
    told: list[Line] = []
    for line in examining.examine():
        told.append(line)
        if not as_json:
            _say(line)
    if as_json:
        click.echo(json.dumps({"lines": [_plain(line) for line in told]}, ensure_ascii=False))
    else:
        _sum_up(told)
    sys.exit(any(line.level is Level.ACT for line in told))


def _say(line: Line) -> None:
    mark, colour = MARKS[line.level]
    click.echo(f"{click.style(f'{mark:>4}', fg=colour)}  {line.title}: {line.said}")
    if line.todo and line.level is not Level.GOOD:
        click.echo(f"      -> {line.todo}")


def _sum_up(told: Sequence[Line]) -> None:
    act, mind, good = (sum(line.level is level for line in told) for level in reversed(Level))
    click.echo(f"{act} việc phải sửa, {mind} việc nên xem, {good} mục tốt.")


def _plain(line: Line) -> dict[str, object]:
    return {"key": line.key, "level": line.level, "title": line.title, "said": line.said, "todo": line.todo}


@click.command("audit")
@click.option("--check", "is_check", is_flag=True, required=True, help="Reckon the whole chain again.")
@click.option("--known", help="A head that was printed earlier and kept elsewhere: the chain must hold it.")
@with_appcontext
def audit(is_check: bool, known: str | None) -> None:
    """Is the trail of what staff do as it was written? Prints the chain's head; exit code 1 if not."""
    chain.link()
    found = chain.check(known)
    for id_ in found.wrong:
        click.echo(f"changed: line {id_}")
    if found.missing or found.unlinked:
        click.echo(f"{found.missing} lines are gone, {found.unlinked} stand outside the chain")
    if not found.knows:
        click.echo("the chain does not hold the known head: it was made anew")
    click.echo(f"{found.links} lines, head {found.head}: {'whole' if found.is_whole else 'CHANGED'}")
    sys.exit(not found.is_whole)


@click.command("retention")
@click.option("--dry-run", "is_dry", is_flag=True, help="Change nothing: say what would go.")
@with_appcontext
def retention(is_dry: bool) -> None:
    """Forget what is past its time, as the relay does by itself each night."""
    for told in forgetting.run(is_dry=is_dry):
        click.echo(f"{told.rows:>9,} rows  {told.rule.name}, kept {told.rule.after}")
    for name in forgetting.FILES:
        click.echo(f"        -       {name}: swept with their files every ten minutes, not counted here")
    if is_dry:
        click.echo("nothing was changed")


@click.command("rebuild")
@click.option("--check", "is_check", is_flag=True, required=True, help="Compare; nothing is written.")
@with_appcontext
def rebuild(is_check: bool) -> None:
    """Work the state out again from all that was told and compare it with the live one; 1 if it differs."""
    found = rebuilding.check()
    click.echo(f"{found.dossiers} dossiers out of {found.events} statuses: {len(found.differing)} differ")
    for id_, columns in found.differing[:MOST_SHOWN]:
        click.echo(f"  dossier {id_}: {', '.join(columns)}")
    if found.forgotten:
        click.echo(f"{found.forgotten} of them by states and moments alone: their words were forgotten")
    click.echo(f"{found.followers} followers out of the journal: {found.followers_differing} differ")
    sys.exit(not found.is_equal)


COMMANDS = (doctor, serve, audit, rebuild, retention, *backups.COMMANDS, *people.COMMANDS)
