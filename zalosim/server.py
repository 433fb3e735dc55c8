"""The simulator as an object: a test starts it in its own process and talks to it directly or over HTTP."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from zalosim import acts, emitting, people
from zalosim.faults import from_json as fault_from_json
from zalosim.identity import Identity
from zalosim.listener import Listener
from zalosim.people import Person
from zalosim.router import Router
from zalosim.store import Keeper
from zalosim.webhooks import Delivery
from zalosim.world import World

SWITCHED_BY_ADDRESS = "0.0.0.0"  # noqa: S104 - compared with, never bound by itself


class Sim:
    """A pretend Zalo on a port of its own, in daemon threads."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        identity: Identity | None = None,
        webhook_url: str = "",
        people: Iterable[dict[str, Any]] = (),
        state: str | Path | None = None,
        **switches: Any,
    ) -> None:
        path = Path(state) if state else None
        folder = path.with_name(path.name + ".media") if path else None
        self.world = World(identity or Identity.from_environment(), people, folder)
        self.world.first_switches = switches
        self.world.first_webhook = self.world.webhooks.url = webhook_url
        self.world.switches.apply(switches)
        self._keeper = Keeper(self.world, path) if path else None
        if self._keeper:
            self._keeper.restore()
        self._listener = Listener(host, port, Router(self.world).answer)
        shown = "127.0.0.1" if host in ("", SWITCHED_BY_ADDRESS) else host
        self.port = self._listener.port
        self.url = self.world.base_url = f"http://{shown}:{self.port}"

    def start(self) -> Self:
        """Answer from now on."""
        self.world.webhooks.start()
        if self._keeper:
            self._keeper.start()
        self._listener.start()
        return self

    def stop(self) -> None:
        """Close every connection and write the snapshot."""
        self._listener.stop()
        self.world.webhooks.stop()
        if self._keeper:
            self._keeper.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def reset(self, **settings: Any) -> None:
        """Forget everything; settings as in `POST /_sim/reset`."""
        clock = settings.pop("clock", None)
        self.world.reset()
        if clock is not None:
            self.world.clock.set(clock)
        self.world.configure(settings)

    def configure(self, **settings: Any) -> None:
        """Turn switches without forgetting."""
        self.world.configure(settings)

    def accepted(self, since: int = 0, kind: str = "") -> list[dict[str, Any]]:
        """Every accepted call above `since`."""
        with self.world.lock:
            return self.world.ledger.since(since, kind)

    def followers(self, count: int | Iterable[dict[str, Any]], **members: Any) -> list[Person]:
        """Add invented followers, or the given ones."""
        now = self.world.clock.now_ms()
        with self.world.lock:
            first = len(self.world.people) + 1
            if isinstance(count, int):
                return self.world.add_people(people.generated(range(first, first + count), now, **members))
            return self.world.add_people([people.from_json(one, now) for one in count])

    def person(self, user_id: str) -> Person:
        """One citizen, to look at or to change; KeyError when there is none."""
        return self.world.people[user_id]

    def say(self, user_id: str, text: str) -> Delivery:
        """A citizen writes."""
        return acts.say(self.world, user_id, text)

    def send_file(self, user_id: str, data: bytes, name: str = "anh.jpg", text: str = "") -> Delivery:
        """A citizen sends a photo or a file."""
        return acts.send_file(self.world, user_id, data, name, text)

    def follow(self, user_id: str, source: str = "oa_profile") -> Delivery:
        """A citizen follows."""
        return acts.follow(self.world, user_id, source)

    def unfollow(self, user_id: str) -> Delivery:
        """A citizen leaves."""
        return acts.unfollow(self.world, user_id)

    def share_info(self, user_id: str) -> Delivery:
        """A citizen gives name and phone."""
        return acts.share_info(self.world, user_id)

    def emit(self, event: str, user_id: str = "", **order: Any) -> list[Delivery]:
        """Any event, as in `POST /_sim/emit`."""
        wanted = {"event": event, **order} | ({"user_id": user_id} if user_id else {})
        return emitting.emit(self.world, wanted)

    def faults(self, rules: list[dict[str, Any]]) -> None:
        """Replace the rules of failure, as in `POST /_sim/faults`."""
        for rule in rules:
            fault_from_json(rule)
        self.world.faults.set(rules)

    def chat(self, user_id: str) -> list[dict[str, Any]]:
        """One citizen's chat, oldest first."""
        with self.world.lock:
            return [dict(message) for message in self.world.chats.of(user_id)]

    def webhooks(self) -> list[dict[str, Any]]:
        """What was sent to the webhook."""
        return [delivery.shown() for delivery in list(self.world.webhooks.log)]

    def settle(self, seconds: float = 5.0) -> bool:
        """Wait until no webhook is due within a second."""
        return self.world.webhooks.settle(seconds)
