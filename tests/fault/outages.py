"""T2 and T3: a part of a home goes away under load and comes back, again and again."""

import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from portal.bench.figures import quantile
from portal.core.db import db
from portal.notifications.models import State
from portal.supervisor import services
from tests.conftest import SECRETS
from tests.fault import closing, house, web
from tests.fault.house import House
from tests.fault.stub import Stub
from tests.fault.web import Web

PATIENCE = 60.0
Harm = Callable[[House], None]


@dataclass
class Kind:
    """One way to go away: how, for how long, and how it comes back."""

    harm: Harm
    mend: Harm
    seconds: float


@dataclass
class Outages:
    """What was done and how long it took to be well again."""

    home: House
    web: Web
    done: Counter[str] = field(default_factory=Counter)
    sending: list[float] = field(default_factory=list)
    answering: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def go(self, name: str, kind: Kind) -> None:
        """Away and back once, with messages owed before, meanwhile and after."""
        self.home.owes(5)
        kind.harm(self.home)
        self.home.owes(3)
        time.sleep(kind.seconds)
        kind.mend(self.home)
        back = time.monotonic()
        before = len(self.home.stub.taken)
        while not self.home.owes(3) and time.monotonic() - back < PATIENCE:
            time.sleep(0.05)
        while len(self.home.stub.taken) == before and time.monotonic() - back < PATIENCE:
            time.sleep(0.02)
        self.sending.append(time.monotonic() - back)
        while self.web.well_after(back) is None and time.monotonic() - back < PATIENCE:
            time.sleep(0.05)
        self.answering.append(self.web.well_after(back) or PATIENCE)
        self.done[name] += 1

    def close(self, title: str, most: float, *, may_refuse: bool) -> int:
        """The closing table."""
        if not self.home.settle(90):
            self.wrong.append("not all came to an end")
        verdict, states = self.home.verdict(), Counter(self.home.states().values())
        for what, took in (("sending", self.sending), ("answering", self.answering)):
            if max(took) > most:
                self.wrong.append(f"{what} again after {max(took):.1f} s")
        figures: dict[str, object] = {
            "outages": self.done.total(),
            **{f"  {name}": many for name, many in self.done.items()},
            "intents": len(self.home.owed),
            "sent": states[State.SENT],
            "lost": len(verdict.lost),
            "doubled": len(verdict.doubled),
            "unknown listed": states[State.UNKNOWN],
            "sending again, median s": round(quantile(sorted(self.sending), 0.5), 2),
            "sending again, longest s": round(max(self.sending), 2),
            "answering again, longest s": round(max(self.answering), 2),
            **self.web.table(),
        }
        wrong = closing.complaints(verdict) + self.wrong + self.web.complaints(may_refuse=may_refuse)
        return closing.close(title, figures, wrong)


@contextmanager
def lived_in(workers: int = 3, more: Mapping[str, str] | None = None) -> Iterator[Outages]:
    """A home with web, relay and workers, and a stub that is well; all of it gone in the end."""
    os.environ.update(SECRETS)
    root = Path(tempfile.mkdtemp(prefix="portal-outage-"))
    try:
        with services.embedded(root / "pair", durable=False) as pair, Stub(patience=2.5) as stub:
            folder = root / "home"
            folder.mkdir()
            os.environ.update(
                house.environment(pair, stub, folder) | {"PAGE_CACHE_SECONDS": "15"} | dict(more or {})
            )
            web.schema()
            home = house.moved_in(pair, stub, folder)
            stub.choose = lambda _: "slow"
            try:
                with Web() as asked:
                    yield Outages(home.open(workers), asked)
            finally:
                home.close()
                sys.stderr.write(home.log.read_text(errors="replace")[-1500:])
                with home.app.app_context():
                    db.engine.dispose()
    finally:
        shutil.rmtree(root, ignore_errors=True)
