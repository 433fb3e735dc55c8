"""What may be said on the command line of `./run`."""

import argparse
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Options:
    """One start, as asked for."""

    home: Path
    port: int = 8000
    zalo_port: int = 8090
    is_fresh: bool = False
    is_demo: bool = True
    workers: int = 1

    @property
    def portal_url(self) -> str:
        """Where citizens find us."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def zalo_url(self) -> str:
        """Where the pretend Zalo is."""
        return f"http://127.0.0.1:{self.zalo_port}"


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is no port (1 to 65535)")


def _workers(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) <= 16:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is no number of workers (1 to 16)")


def read(arguments: list[str]) -> Options:
    """Parse, or exit with 2 and a sentence."""
    parser = argparse.ArgumentParser(
        "./run", description="Start the portal and all it needs; Ctrl-C stops it."
    )
    add = parser.add_argument
    add("--port", type=_port, default=8000, help="of the portal (8000)")
    add("--zalo-port", type=_port, default=8090, help="of the pretend Zalo (8090)")
    add("--home", type=Path, default=ROOT / "var", help="folder with every byte of state (var/)")
    add("--fresh", action="store_true", help="throw that home's state away first")
    add("--no-demo", action="store_true", help="no demo people, dossiers or news")
    add("--workers", type=_workers, default=1, help="processes that send messages (1)")
    said = parser.parse_args(arguments)
    if said.port == said.zalo_port:
        parser.error("--port and --zalo-port must differ")
    return Options(said.home, said.port, said.zalo_port, said.fresh, not said.no_demo, said.workers)
