"""T8 in full: `python -m tests.fault.broadcast_full [--people 10000] [--kills 100] [--pauses 20]`."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from portal.supervisor import services
from tests.conftest import SECRETS
from tests.fault import house
from tests.fault.broadcasting import Found, Game
from tests.fault.stub import Stub

CALM = {
    "BROADCAST_UNDO_SECONDS": "0",
    "BROADCAST_TWO_FROM": "1000000",
    "BROADCAST_THREADS": "16",
    "ZALO_CALLS_PER_MINUTE": "1200",
}


def played(people: int, kills: int, pauses: int, seed: int) -> Found:
    """A home for the game, thrown away after."""
    with tempfile.TemporaryDirectory(prefix="portal-t8-") as folder, Stub(patience=2.5) as stub:
        place = Path(folder)
        (place / "pair").mkdir()
        with services.embedded(place / "pair", durable=False) as pair:
            os.environ.update(SECRETS | house.environment(pair, stub, place) | CALM)
            home = house.moved_in(pair, stub, place)
            try:
                return Game(home, people, seed).play(kills, pauses)
            finally:
                home.close()


def main() -> int:
    """0 when nobody was told twice, lost or left out of the counts."""
    asked = argparse.ArgumentParser()
    for name, usual in (("people", 10_000), ("kills", 100), ("pauses", 20), ("seed", 8)):
        asked.add_argument(f"--{name}", type=int, default=usual)
    told = asked.parse_args()
    found = played(told.people, told.kills, told.pauses, told.seed)
    for name, value in vars(found).items():
        sys.stdout.write(f"{name:12} {dict(value) if isinstance(value, dict) else value}\n")
    sys.stdout.write(f"{'clean':12} {found.is_clean}\n")
    return 0 if found.is_clean and found.kills.total() >= told.kills * 9 // 10 else 1


if __name__ == "__main__":
    sys.exit(main())
