"""The commands `portal bench NAME` and `portal shots`."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from urllib.request import urlopen

import click

from portal.bench import (
    batch,
    catalogue,
    feedback,
    home,
    inbox,
    kill,
    media,
    pages,
    phone,
    photo,
    push,
    search,
    tables,
    webhook,
)
from portal.bench import report as reports
from portal.bench.figures import Report
from portal.bench.home import Home
from portal.core import settings

BENCHES: Mapping[str, Callable[[Home], Report]] = {
    "batch": batch.measure,
    "catalogue": catalogue.measure,
    "feedback": feedback.measure,
    "media": media.measure,
    "pages": pages.measure,
    "phone": phone.measure,
    "push": push.measure,
    "report": reports.measure,
    "search": search.measure,
    "tables": tables.measure,
    "inbox": inbox.measure,
    "webhook": webhook.measure,
}
WITHOUT_HOME: Mapping[str, Callable[[], Report]] = {"photo": photo.measure}
KILL = "kill"  # a proof, not a figure: it says by its exit code whether it holds


@click.command("bench")
@click.argument("name", type=click.Choice(sorted([*BENCHES, *WITHOUT_HOME, KILL])))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line.")
@click.option("--kills", default=1000, show_default=True, help="For kill: in each of its two proofs.")
def bench(name: str, as_json: bool, kills: int) -> None:
    """Measure one promise, most of them in a home of its own, and print what was found."""
    if name == KILL:
        sys.exit(kill.prove(kills, as_json=as_json))
    report = _measured(name)
    for line in report.table():
        click.echo(line)
    if as_json:
        click.echo(report.as_json())


def _measured(name: str) -> Report:
    if name in WITHOUT_HOME:
        return WITHOUT_HOME[name]()
    with home.opened() as opened:
        return BENCHES[name](opened)


@click.command("shots")
@click.argument("screens", nargs=-1)
def shots(screens: tuple[str, ...]) -> None:
    """Write pictures of SCREENS of the running home to PORTAL_HOME/shots: 03 is the third, none means all."""
    chosen = settings.get()
    try:
        urlopen(f"{chosen.base_url}/healthz", timeout=10).close()  # noqa: S310 - our own address
    except OSError as error:
        _give_up(f"nobody answers at {chosen.base_url}: start ./run first ({error})")
    if find_spec("playwright") is None:
        _give_up("Playwright is missing; it comes with the test tools: run ./test once")
    folder = chosen.portal_home / "shots"
    command = [sys.executable, "-m", "portal.bench.shots", chosen.base_url, str(folder), *screens]
    sys.exit(subprocess.run(command, cwd=settings.ROOT, check=False).returncode)  # noqa: S603


def _give_up(why: str) -> None:
    click.echo(why, err=True)
    sys.exit(2)
