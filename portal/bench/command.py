"""The commands `portal bench NAME` and `portal shots`."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any
from urllib.request import urlopen

import click

from portal.bench import (
    batch,
    broadcasting,
    catalogue,
    feedback,
    home,
    inbox,
    kill,
    lookup,
    media,
    mini,
    newsroom,
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
    "newsroom": newsroom.measure,
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
MINI = "phone --mini"
KILL = "kill"  # a proof, not a figure: it says by its exit code whether it holds


@click.command("bench")
@click.argument(
    "name", type=click.Choice(sorted([*BENCHES, *WITHOUT_HOME, KILL, lookup.NAME, broadcasting.NAME]))
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line.")
@click.option("--mini", "is_mini", is_flag=True, help="For phone: the Mini App in its container instead.")
@click.option("--kills", type=int, help="For kill: in each of its two proofs (1000). For broadcast: T8.")
@click.option("--hold", type=float, help="For broadcast: hold the platform's rate for so many seconds.")
@click.option(
    "--rows",
    type=int,
    help="For broadcast: prepare so many and send for a while. For lookup: dossiers (10,000,000).",
)
@click.option("--urgent", is_flag=True, help="For broadcast: what is urgent while 50,000 wait.")
@click.option("--turns", default=5, show_default=True, help="For broadcast: rounds of each system.")
@click.option("--calls", default=6000, show_default=True, help="For broadcast: calls in each round.")
def bench(name: str, as_json: bool, is_mini: bool, kills: int | None, **many: Any) -> None:
    """Measure one promise, most of them in a home of its own, and print what was found."""
    if name == KILL:
        sys.exit(kill.prove(kills or 1000, as_json=as_json))
    if name == broadcasting.NAME and kills:
        sys.exit(broadcasting.prove(kills))
    named = MINI if is_mini and name == "phone" else name
    if name == lookup.NAME:
        report = lookup.measured(many["rows"])
    else:
        report = broadcasting.measured(**many) if name == broadcasting.NAME else _measured(named)
    for line in report.table():
        click.echo(line)
    if as_json:
        click.echo(report.as_json())


def _measured(name: str) -> Report:
    if name in WITHOUT_HOME:
        return WITHOUT_HOME[name]()
    with home.opened() as opened:
        return mini.measure(opened) if name == MINI else BENCHES[name](opened)


@click.command("shots")
@click.argument("screens", nargs=-1)
@click.option(
    "--handbook", is_flag=True, help="The editor's handbook's, to docs/pictures; leaves an article behind."
)
def shots(screens: tuple[str, ...], handbook: bool) -> None:
    """Write pictures of SCREENS of the running home to PORTAL_HOME/shots: 03 is the third, none means all."""
    chosen = settings.get()
    try:
        urlopen(f"{chosen.base_url}/healthz", timeout=10).close()  # noqa: S310 - our own address
    except OSError as error:
        _give_up(f"nobody answers at {chosen.base_url}: start ./run first ({error})")
    if find_spec("playwright") is None:
        _give_up("Playwright is missing; it comes with the test tools: run ./test once")
    home = chosen.portal_home
    walk = ["portal.bench.handbook", chosen.base_url, str(home), str(settings.ROOT / "docs/pictures")]
    all_of_it = ["portal.bench.shots", chosen.base_url, str(home / "shots"), *screens]
    command = [sys.executable, "-m", *(walk if handbook else all_of_it)]
    sys.exit(subprocess.run(command, cwd=settings.ROOT, check=False).returncode)  # noqa: S603


def _give_up(why: str) -> None:
    click.echo(why, err=True)
    sys.exit(2)
