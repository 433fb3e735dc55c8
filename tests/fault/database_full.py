"""T3 in full: `python -m tests.fault.database_full`. Exit code 0 when no committed row was lost.

PostgreSQL is stopped at once (SIGQUIT) 30 times under load. Pages from memory answer meanwhile, the rest says
503 with a Retry-After, and ten seconds after it is back everything works, restarted by nobody.
Then the disk is full under the database, where a small disk may be mounted.
"""

import argparse
import sys
import time

from tests.fault import outages, small_disk
from tests.fault.outages import Kind

MOST_SECONDS = 10.0
STOP = Kind(lambda home: home.pair.postgres.stop_now(), lambda home: home.pair.postgres.start(), 2.0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--fills", type=int, default=3)
    told = parser.parse_args()
    with outages.lived_in() as game:
        for n in range(told.times):
            game.go("immediate stop", STOP)
            time.sleep(0.5 + n % 3)
        worst = game.close("T3, PostgreSQL stopped", MOST_SECONDS, may_refuse=True)
    return max(worst, small_disk.play(told.fills)) if told.fills else worst


if __name__ == "__main__":
    sys.exit(main())
