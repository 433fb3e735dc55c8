"""The commands `portal bench NAME` and `portal shots`."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from urllib.request import urlopen

import click

from portal.bench import home, phone, photo, push, search, webhook
from portal.bench.figures import Report
from portal.bench.home import Home
from portal.core import settings

BENCHES: Mapping[str, Callable[[Home], Report]] = {
    "phone": phone.measure,
    "push": push.measure,
    "search": search.measure,
    "webhook": webhook.measure,
}
WITHOUT_HOME: Mapping[str, Callable[[], Report]] = {"photo": photo.measure}


@click.command("bench")
@click.argument("name", type=click.Choice(sorted([*BENCHES, *WITHOUT_HOME])))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line.")
def bench(name: str, as_json: bool) -> None:
    """Measure one promise, most of them in a home of its own, and print what was found."""
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
