"""The snapshot: what a restart must not forget, written when something changed, at most once a second.

With very many people it is written less often: it may take a thirtieth of the time and no more.
"""

import hashlib
import json
import logging
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from zalosim import people
from zalosim.identity import Identity
from zalosim.world import World

log = logging.getLogger(__name__)

FORMAT = 1
SHARE = 30


def dump(world: World) -> dict[str, Any]:
    """People, chats, tokens, posts and the counters."""
    with world.lock:
        world.dirty = False
        return {
            "format": FORMAT,
            "people": [person.stored() for person in world.people.values()],
            "chats": world.chats.stored(),
            "accepted": {"last": world.ledger.last, "by_path": dict(world.ledger.by_path)},
            "tokens": world.tokens.stored(),
            "seeded": _seeded(world.first_identity),
            "articles": world.articles.stored(),
            "tags": sorted(world.tags),
            "switches": asdict(world.switches),
        }


def _seeded(identity: Identity) -> str:
    """Which pair the environment named, without naming it."""
    return hashlib.sha256(f"{identity.access_token} {identity.refresh_token}".encode()).hexdigest()


def load(world: World, stored: dict[str, Any]) -> None:
    """Take a snapshot over. What the command line sets stands above the switches of an earlier run."""
    if stored.get("format") != FORMAT:
        raise ValueError("written by another version")
    with world.lock:
        world.switches.apply(stored.get("switches", {}) | world.first_switches)
        now = world.clock.now_ms()
        world.add_people(people.from_json(person, now) for person in stored.get("people", []))
        world.chats.restore(stored.get("chats", {}))
        world.ledger.last = int(stored["accepted"]["last"])
        world.ledger.by_path.update(stored["accepted"]["by_path"])
        world.tokens.restore(stored.get("tokens", {}))
        if stored.get("seeded") != _seeded(world.identity):
            # The environment names another pair than last time: that one is alive, too.
            world.tokens.seed(world.identity.access_token, world.identity.refresh_token)
        world.articles.restore(stored.get("articles", []))
        world.tags.update(stored.get("tags", []))


class Keeper:
    """Writes the snapshot in the background and once more at the end."""

    def __init__(self, world: World, path: Path) -> None:
        self._world = world
        self._path = path
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="zalosim-keeper", daemon=True)

    def restore(self) -> None:
        """Load the file; one that cannot be read is set aside, the demo then starts afresh."""
        if not self._path.is_file():
            return
        try:
            load(self._world, json.loads(self._path.read_text("utf-8")))
        except (ValueError, KeyError, TypeError) as problem:
            aside = self._path.with_suffix(self._path.suffix + ".bad")
            self._path.replace(aside)
            log.warning("snapshot set aside as %s: %s", aside, problem)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Write what is new and end."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=5)
        self._write()

    def _run(self) -> None:
        took = 0.0
        while not self._stop.wait(max(1.0, took * SHARE)):
            begun = time.monotonic()
            self._write()
            took = time.monotonic() - begun

    def _write(self) -> None:
        if not self._world.dirty:
            return
        try:
            text = json.dumps(dump(self._world), ensure_ascii=False)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(self._path.suffix + ".new")
            fresh.write_text(text, "utf-8")
            fresh.replace(self._path)  # whole or not at all, also when killed here
        except OSError as problem:
            log.warning("snapshot not written: %s", problem)
