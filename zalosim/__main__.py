"""`python -m zalosim`: the pretend Zalo alone, until Ctrl-C or SIGTERM."""

import argparse
import json
import logging
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from zalosim.server import Sim

DEMO_PEOPLE = Path(__file__).parent / "data" / "people.json"


def main(arguments: list[str] | None = None) -> int:
    """Run until told to stop; 2 when it cannot start, with one sentence why."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="zalosim: %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        sim = Sim(
            host=options.host,
            port=options.port,
            webhook_url=options.webhook_url,
            people=_people(options.people),
            state=options.state,
            **_switches(options),
        )
    except (OSError, ValueError) as problem:
        sys.stderr.write(f"zalosim cannot start on port {options.port}: {problem}\n")
        return 2
    sim.start()
    sys.stdout.write(f"zalosim {sim.url}\n")
    sys.stdout.flush()
    stop.wait()
    sim.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zalosim", description="A pretend Zalo on this machine.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090, help="0 takes a free one (default 8090)")
    parser.add_argument("--webhook-url", default="", help="where signed events go")
    parser.add_argument("--people", type=Path, default=DEMO_PEOPLE, help="JSON list of citizens")
    parser.add_argument("--state", type=Path, help="snapshot that outlives a restart")
    parser.add_argument("--portal-url", default="", help="where the menu of the Official Account leads")
    parser.add_argument("--oa-name", default="", help="name of the Official Account")
    parser.add_argument("--mini-www", default="", help="folder with the Mini App's package")
    parser.add_argument("--oa-type", type=int, choices=(2, 4), default=2, help="2 business, 4 state agency")
    return parser


def _switches(options: argparse.Namespace) -> dict[str, Any]:
    named = {"portal_url": options.portal_url.rstrip("/"), "oa_name": options.oa_name}
    named["mini_www"] = options.mini_www
    return {name: value for name, value in named.items() if value} | {"oa_type": options.oa_type}


def _people(path: Path) -> list[dict[str, Any]]:
    listed = json.loads(path.read_text("utf-8"))
    if not isinstance(listed, list):
        raise ValueError(f"{path} holds no list")
    return listed


if __name__ == "__main__":
    sys.exit(main())
