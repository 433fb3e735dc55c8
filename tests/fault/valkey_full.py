"""T2 in full: `python -m tests.fault.valkey_full`. Exit code 0 when nothing was lost, doubled or late.

Valkey is killed, emptied, stopped for a minute as the home counts it, made read-only, and filled up, 50 times
in turn, while messages are owed and citizens look things up.
"""

import argparse
import signal
import sys

from tests.fault import outages
from tests.fault.house import House
from tests.fault.outages import Kind

MOST_SECONDS = 20.0


def kill(home: House) -> None:
    home.pair.valkey.send(signal.SIGKILL)
    home.pair.valkey.wait(5)


def start(home: House) -> None:
    home.pair.valkey.kill()
    home.pair.valkey.start()


def say(*words: str) -> outages.Harm:
    """A command of Valkey's own."""

    def at(home: House) -> None:
        with home.redis() as queue:
            queue.execute_command(*words)

    return at


KINDS = {
    "kill -9": Kind(kill, start, 1.0),
    "FLUSHALL": Kind(say("FLUSHALL"), lambda _: None, 0.0),
    "stopped 60 s": Kind(lambda home: home.pair.valkey.stop(), start, 6.0),
    "read-only": Kind(say("REPLICAOF", "127.0.0.1", "1"), say("REPLICAOF", "NO", "ONE"), 3.0),
    "full memory": Kind(say("CONFIG", "SET", "maxmemory", "1"), say("CONFIG", "SET", "maxmemory", "0"), 3.0),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    told = parser.parse_args()
    with outages.lived_in() as game:
        for n in range(told.times):
            name = list(KINDS)[n % len(KINDS)]
            game.go(name, KINDS[name])
        return game.close("T2, Valkey away", MOST_SECONDS, may_refuse=False)


if __name__ == "__main__":
    sys.exit(main())
