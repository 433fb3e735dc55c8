"""What the operator's shell gets of this feature: `portal doctor`, and backups."""

import json
import sys
from collections.abc import Sequence

import click
from flask.cli import with_appcontext

from portal.core.watch import Level, Line
from portal.operating.backup import commands as backups
from portal.operating.doctor import examining

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


COMMANDS = (doctor, *backups.COMMANDS)
