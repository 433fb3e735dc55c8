"""Everything the pretend Zalo knows, behind one lock, and the ways in which it changes."""

import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from zalosim import events, people
from zalosim.articles import Articles
from zalosim.chats import Chats
from zalosim.clock import Clock
from zalosim.faults import Faults
from zalosim.identity import Identity
from zalosim.ledger import Ledger
from zalosim.media import Media
from zalosim.people import Person
from zalosim.quotas import Quotas
from zalosim.signing import webhook_mac
from zalosim.switches import Switches
from zalosim.templates import Templates
from zalosim.tokens import Tokens
from zalosim.webhooks import Delivery, Webhooks


class World:
    """State and its guard: hold `lock` while reading several things or changing any."""

    def __init__(
        self, identity: Identity, start: Iterable[dict[str, Any]], media_folder: Path | None
    ) -> None:
        self.lock = threading.Condition(threading.RLock())
        self.clock = Clock()
        self.first_identity = self.identity = identity
        self.first_switches: dict[str, Any] = {}
        self.first_webhook = ""
        self.switches = Switches()
        self.people: dict[str, Person] = {}
        self.by_phone: dict[str, str] = {}
        self.tags: set[str] = set()
        self.chats = Chats()
        self.ledger = Ledger()
        self.tokens = Tokens()
        self.quotas = Quotas(self.clock)
        self.faults = Faults()
        self.articles = Articles()
        self.templates = Templates()
        self.media = Media(media_folder)
        self.webhooks = Webhooks(self.clock, lambda: self.switches.ladder_factor)
        self.calls: dict[str, int] = {}
        self.base_url = ""
        self.epoch = secrets.token_hex(4)  # pages and late work notice a reset by it
        self.dirty = False
        self._start = [dict(person) for person in start]
        self.begin()

    def begin(self) -> None:
        """The state before the first call: starting people and tokens, nothing sent."""
        with self.lock:
            self.tokens = Tokens()
            self.tokens.seed(self.identity.access_token, self.identity.refresh_token)
            self.people.clear()
            self.by_phone.clear()
            self.add_people(people.from_json(person, self.clock.now_ms()) for person in self._start)

    def reset(self) -> None:
        """Forget everything that happened and every switch a test has turned."""
        with self.lock:
            self.epoch = secrets.token_hex(4)
            self.clock.reset()
            self.identity = self.first_identity
            self.switches = Switches()
            self.switches.apply(self.first_switches)
            for part in (self.chats, self.ledger, self.articles, self.templates, self.media, self.webhooks):
                part.clear()
            self.tags.clear()
            self.calls.clear()
            self.faults.set([])
            self.quotas.reset()
            self.webhooks.url = self.first_webhook
            self.begin()
            self.changed()

    def changed(self) -> None:
        """Wake the pages that wait for news, and have the snapshot written."""
        self.dirty = True
        self.lock.notify_all()

    def add_people(self, newcomers: Iterable[Person]) -> list[Person]:
        """Add or replace people by their id."""
        added = list(newcomers)
        with self.lock:
            for person in added:
                self.people[person.user_id] = person
                if person.phone:
                    self.by_phone[person.phone] = person.user_id
                self.touch(person)
        return added

    def person(self, user_id: str) -> Person | None:
        """Who has this id."""
        return self.people.get(user_id)

    def visitor(self, user_id: str) -> Person:
        """Who has this id; somebody new when nobody has."""
        with self.lock:
            person = self.people.get(user_id)
            return person or self.add_people([people.stranger(user_id)])[0]

    def touch(self, person: Person) -> None:
        """Something about this person changed that the phone shows."""
        person.version += 1
        self.changed()

    def emit(self, name: str, person: Person | None = None, **overrides: Any) -> Delivery:
        """Sign an event of the catalogue and put it on its way."""
        delay = float(overrides.pop("delay_seconds", 0.0))
        return self.send_event(name, events.body(self, name, person, **overrides), person, delay=delay)

    def send_event(
        self,
        name: str,
        body: dict[str, Any],
        person: Person | None = None,
        *,
        delay: float = 0.0,
        style: dict[str, Any] | None = None,
        forge: Callable[[bytes, str], tuple[bytes, str | None]] | None = None,
    ) -> Delivery:
        """Sign this body as it will go over the wire; `forge` may spoil bytes or digest afterwards."""
        raw = events.as_bytes(body, style)
        app_id = str(body.get("app_id", self.identity.app_id))
        mac: str | None = webhook_mac(app_id, raw, str(body.get("timestamp", "")), self.identity.oa_secret)
        if forge is not None:
            raw, mac = forge(raw, mac or "")
        headers = {} if mac is None else {"X-ZEvent-Signature": f"mac={mac}"}
        if name in events.FROM_ZNS:
            headers["X-ZEvent-Server"] = "ZNS"
        key = person.user_id if person else name
        for _ in range(self.switches.event_copies - 1):
            self.webhooks.queue(name, raw, headers, key, delay)
        return self.webhooks.queue(name, raw, headers, key, delay)

    def configure(self, changes: dict[str, Any]) -> None:
        """Take over settings of a control call; ValueError names what does not fit."""
        rest = dict(changes)
        names = {field.name for field in fields(Identity)} & set(rest)
        named = {name: str(rest.pop(name)) for name in names}
        url = rest.pop("webhook_url", None)
        if url is not None and (
            not isinstance(url, str) or (url and not url.startswith(("http://", "https://")))
        ):
            raise ValueError("webhook_url must be an http or https address")
        with self.lock:
            self.switches.apply(rest)
            if named:
                self.identity = replace(self.identity, **named)
            if {"access_token", "refresh_token"} & set(named):
                self.tokens.seed(self.identity.access_token, self.identity.refresh_token)
            self.changed()
        if url is not None:
            self.webhooks.point_at(url)
