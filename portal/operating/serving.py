"""`portal serve`: the web as it runs in production, the same program that `./run` starts."""

import os
import sys

import click

from portal.supervisor.plan import PRELOADED, WEB


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen, behind nginx.")
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--workers", type=int, default=2, show_default=True, help="Processes; about one a core.")
def serve(host: str, port: int, workers: int) -> None:
    """Answer citizens, staff, Zalo and the one-stop system until told to stop; settings: the environment."""
    os.chdir(_root())
    told = [*WEB, "--host", host, "--port", str(port), "--workers", str(workers), "wsgi:app"]
    os.execv(sys.executable, [sys.executable, "-c", PRELOADED, *told])  # noqa: S606 - our own program


def _root() -> str:
    from portal.core.settings import ROOT  # noqa: PLC0415 - help needs no settings

    return str(ROOT)
