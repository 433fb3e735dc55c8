"""The messages a fault test owes, and what became of them."""

import datetime as dt
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from itertools import count

from flask import Flask
from redis import Redis
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from portal.citizens import operations as citizens
from portal.core import clock, settings
from portal.core.db import db, release, transaction
from portal.notifications import operations, queries
from portal.notifications.models import Attempt, Intent, State
from portal.supervisor.services import Pair
from tests.fault import oracle
from tests.fault.stub import Stub

WAITING = frozenset({State.QUEUED, State.SENDING})
OPEN = WAITING | {State.UNKNOWN}
number = count(1)


class Debts:
    """What is owed in one home, and the stub that stands in Zalo's place there."""

    def __init__(self, pair: Pair, stub: Stub, app: Flask) -> None:
        self.pair, self.stub, self.app = pair, stub, app
        self.owed: list[str] = []
        self._crowd: list[uuid.UUID] = []

    def owe(self, many: int, crowd: int = 0) -> None:
        """Owe messages, one to each of as many people; remembered once they are committed.

        With a `crowd` so many people share them, each message about a dossier of its own: to make a person
        costs ten times what a message does, and ten thousand of them took longer than what was to be shown.
        """
        codes = [f"T{next(number):06}" for _ in range(many)]
        with self.app.app_context():
            with transaction():
                while len(self._crowd) < min(crowd, many):
                    self._crowd.append(self._person(f"{next(number)}"))
                whom = (self._crowd[n % crowd] if crowd else self._person(codes[n][1:]) for n in range(many))
                operations.notify([self._message(code, one) for code, one in zip(codes, whom, strict=True)])
            release()
        self.owed += codes

    def _person(self, digits: str) -> uuid.UUID:
        person = citizens.follow(settings.get().zalo_oa_id, f"3121{digits:0>12}", clock.now())
        citizens.agree("dossier_notify", citizen_id=person, text_version="1", channel="oa", evidence=digits)
        return person

    def _message(self, code: str, person: uuid.UUID) -> operations.Owed:
        never_stale = clock.now() + dt.timedelta(days=30)  # also for a database whose clock is a day ahead
        given = {"code": code}
        return operations.Owed(
            person, "dossier_neutral", "dossier", uuid.uuid4(), 1, given, expires_at=never_stale
        )

    def owes(self, many: int) -> bool:
        """Whether the database took it."""
        try:
            self.owe(many)
        except DBAPIError:
            return False
        return True

    def states(self) -> dict[str, State | None]:
        """The state of each message owed."""
        with self.app.app_context():
            rows = db.session.execute(select(Intent.params, Intent.state)).all()
            release()
        found: dict[str, State] = {params["code"]: state for params, state in rows}
        return {code: found.get(code) for code in self.owed}

    def settle(self, seconds: float, waiting: Iterable[State] = WAITING) -> bool:
        """Wait until nothing is in these states; give up when it has not become less for so long."""
        least, deadline = len(self.owed) + 1, time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(DBAPIError):
                left = self._left(waiting)
                if not left:
                    return True
                if left < least:
                    least, deadline = left, time.monotonic() + seconds
            time.sleep(0.2)
        return False

    def _left(self, waiting: Iterable[State]) -> int:
        with self.app.app_context():
            try:
                return db.session.scalar(select(func.count(Intent.id)).where(Intent.state.in_(waiting))) or 0
            finally:
                release()

    def verdict(self) -> oracle.Verdict:
        """The stub's record against the table."""
        with self.app.app_context():
            listed = {one.id for one in queries.open_ones(limit=100_000)}
            rows = db.session.execute(select(Intent.id, Intent.params, Intent.reason)).all()
            release()
        shown = [row.params["code"] for row in rows if row.id in listed]
        cut = [row.params["code"] for row in rows if row.reason == "lost_worker"]
        return oracle.judge(
            [one.text for one in self.stub.taken], self.states(), shown, oracle.explained(self.stub.told, cut)
        )

    def evidence(self) -> Counter[str]:
        """What settled unknown sends, by kind; calls nobody knows of that are left are not among them."""
        with self.app.app_context():
            rows = db.session.execute(
                select(Attempt.evidence, func.count())
                .where(Attempt.evidence.is_not(None))
                .group_by(Attempt.evidence)
            ).all()
            release()
        return Counter({str(kind): many for kind, many in rows})

    def slowest_listing(self) -> float:
        """The longest time from a mark to the list of unknown sends, for workers that died; seconds."""
        with self.app.app_context():
            slowest = db.session.scalar(
                select(func.extract("epoch", func.max(Attempt.ended_at - Attempt.marked_at))).where(
                    Attempt.detail == "lost_worker", Attempt.marked_at.is_not(None)
                )
            )
            release()
        return float(slowest or 0.0) * settings.get().time_scale

    def a_while_passes(self) -> None:
        """Limits of how often something is asked are forgotten, as after a quarter of an hour."""
        with self.app.app_context():
            with transaction() as session:
                session.execute(text("DELETE FROM throttle"))
            release()

    def redis(self) -> Redis:
        """A line to the queue."""
        return Redis.from_url(self.pair.redis_url, socket_timeout=2)
