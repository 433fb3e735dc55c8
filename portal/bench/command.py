"""The `portal bench NAME` command."""

from collections.abc import Callable, Mapping

import click

from portal.bench import home, push
from portal.bench.figures import Report
from portal.bench.home import Home

BENCHES: Mapping[str, Callable[[Home], Report]] = {"push": push.measure}


@click.command("bench")
@click.argument("name", type=click.Choice(list(BENCHES)))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line.")
def bench(name: str, as_json: bool) -> None:
    """Measure one promise in a home of its own, and print what was found."""
    with home.opened() as opened:
        report = BENCHES[name](opened)
    for line in report.table():
        click.echo(line)
    if as_json:
        click.echo(report.as_json())
