"""T8: a broadcast to many while workers are killed and people pause it; what the stub took decides."""

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import select, text

from portal.broadcast import deciding, drafting, forecasting
from portal.broadcast.audience import Audience
from portal.broadcast.drafting import Draft
from portal.broadcast.models import Broadcast, Progress, Recipient, State
from portal.broadcast.sending import counts
from portal.core import settings
from portal.core.db import db, release, transaction
from portal.core.errors import Conflict, Denied
from portal.staff import operations as staff
from portal.staff.models import Role
from tests.fault.house import House
from tests.fault.killing import WHOM

PEOPLE = text("""
WITH made AS (
    INSERT INTO citizen (id, locale, created_at)
    SELECT gen_random_uuid(), 'vi', now() FROM generate_series(1, :many) RETURNING id
), numbered AS (SELECT id, row_number() OVER () AS n FROM made), known AS (
    INSERT INTO zalo_identity (citizen_id, oa_id, user_id, is_following, last_interaction_at)
    SELECT id, :oa, '7' || lpad(n::text, 18, '0'), true, now() FROM numbered
)
INSERT INTO consent (id, citizen_id, purpose, text_version, channel, evidence, given_at)
SELECT gen_random_uuid(), id, 'news', '1', 'oa', 'bench', now() FROM numbered
""")
POINTS = ("F1", "F3", "F4", "F5", "F6", "F7")
RANDOM = "at random"
MIX = {"ok": 90, "slow": 5, "-213": 1, "502": 1, "502_taken": 1, "close": 1, "garbage": 1}
PATIENCE = 20.0
FINAL = (State.DONE, State.CANCELLED)


@dataclass
class Found:
    """What was done, and what came of it."""

    people: int
    kills: Counter[str] = field(default_factory=Counter)
    pauses: int = 0
    halts: int = 0
    missed: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    accepted: int = 0
    doubled: int = 0
    lost: int = 0  # neither taken by the stub nor said to be anything but sent
    untold: int = 0  # taken by the stub, and called refused, failed or waiting
    is_counted: bool = False  # the kept counts are those of the rows
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Each at most once, everybody accounted for."""
        return not (self.doubled or self.lost or self.untold or self.missed) and self.is_counted


def people(many: int) -> None:
    """So many who follow and agreed to news."""
    with transaction() as session:
        session.execute(PEOPLE, {"many": many, "oa": settings.get().zalo_oa_id})
    release()


def submitted() -> tuple[uuid.UUID, uuid.UUID]:
    """One to everybody that waits for approval, and who may approve it."""
    author, other = (
        staff.create_user(
            f"t8{uuid.uuid4().hex[:8]}", "Người thử", [(Role.PUBLISHER, None)], "mat-khau-thu-dai-lam"
        )
        for _ in "12"
    )
    told = Draft("Thử gửi tới nhiều người", "Nội dung thử.", Audience(), "message", "/tin-tuc/")
    made = drafting.create(told, None, author)
    forecasting.run(made)
    deciding.submit(made, author)
    release()
    return made, other


def approved(app: Flask, broadcast_id: uuid.UUID, by: uuid.UUID, tabs: int = 2) -> Counter[str]:
    """Agreed to from several tabs of the same form at once; what each of them was told."""
    token = db.session.scalars(select(Broadcast.form_token).filter_by(id=broadcast_id)).one()
    release()
    said: Counter[str] = Counter()

    def press() -> None:
        with app.app_context():
            try:
                said[deciding.approve(broadcast_id, by, token).value] += 1
            except (Conflict, Denied):
                said["refused"] += 1
            finally:
                release()

    threads = [threading.Thread(target=press) for _ in range(tabs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


class Game:
    """A home with workers, one broadcast, and what is done to them."""

    def __init__(self, home: House, many: int, seed: int) -> None:
        self.home, self.found, self.chance = home, Found(many), random.Random(seed)
        home.stub.choose = lambda _: self.chance.choices([*MIX], [*MIX.values()])[0]

    def play(self, kills: int, pauses: int, workers: int = 2) -> Found:
        """Approved twice at once, then killed and paused in turns until all is done."""
        begun = time.monotonic()
        with self.home.app.app_context():
            people(self.found.people)
            self.id, self.by = submitted()
            said = approved(self.home.app, self.id, self.by)
            if said[State.APPROVED.value] != 1:
                self.found.missed.append(f"approved {said}")
        self.home.open(workers)
        acts = ["kill"] * kills + ["pause"] * pauses
        self.chance.shuffle(acts)
        for act in acts:
            if not self._is_open():
                break
            if act == "kill":
                self._kill()
            else:
                self._pause()
        if not self._until(lambda: not self._is_open(), 120.0):
            self.found.missed.append("it did not come to an end")
        self._judge()
        self.found.seconds = time.monotonic() - begun
        return self.found

    def _state(self) -> State:
        with self.home.app.app_context():
            try:
                return db.session.scalars(select(Broadcast.state).filter_by(id=self.id)).one()
            finally:
                release()

    def _is_open(self) -> bool:
        """Not at its end; what a burst of errors has halted goes on by somebody's hand."""
        state = self._state()
        if state is State.HALTED:
            with self.home.app.app_context():
                deciding.resume(self.id, self.by)
                release()
            self.found.halts += 1
        return state not in FINAL

    def _until(self, holds: Callable[[], bool], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if holds():
                return True
            time.sleep(0.05)
        return False

    def _kill(self) -> None:
        point, whom = self.chance.choice([*POINTS, RANDOM]), self.chance.choice(WHOM)
        if point == RANDOM:
            busy = [name for name in self.home.pids if name != "relay" and self.home.is_busy(name)]
            time.sleep(self.chance.uniform(0, 0.2))
            if busy and self.home.strike(self.chance.choice(busy), whom):
                self.found.kills[RANDOM] += 1
            return
        order = self.home.orders / f"{point}.{whom}"
        order.touch()
        if self._until(lambda: not order.exists() or not self._is_open(), PATIENCE) and not order.exists():
            self.found.kills[point] += 1
        order.unlink(missing_ok=True)

    def _pause(self) -> None:
        """Pause, see that nothing moves once calls under way have ended, go on."""
        with self.home.app.app_context():
            try:
                deciding.pause(self.id, self.by)
            except Conflict:
                return
            finally:
                release()
            time.sleep(0.1)
            deciding.resume(self.id, self.by)
            release()
        self.found.pauses += 1

    def _judge(self) -> None:
        with self.home.app.app_context():
            rows = db.session.execute(
                select(Recipient.user_id, Recipient.state).filter_by(broadcast_id=self.id)
            ).all()
            kept = db.session.execute(
                select(*(getattr(Broadcast, one.value) for one in counts.COUNTED)).filter_by(id=self.id)
            ).one()
            release()
        found = self.found
        took = Counter(one.user_id for one in self.home.stub.taken)
        found.states = Counter(state.value for _, state in rows)
        found.accepted, found.doubled = len(took), sum(n > 1 for n in took.values())
        found.lost = sum(state is Progress.SENT and user not in took for user, state in rows)
        found.lost += found.people - len(rows)
        may = (Progress.SENT, Progress.UNKNOWN)
        found.untold = sum(user in took and state not in may for user, state in rows)
        found.is_counted = [found.states[one.value] for one in counts.COUNTED] == list(kept)
