"""What may be shown of a dossier, field by field: nothing else leaves the house (reliability.md R15).

A room of its own below queries and messages, because page, chat, Mini App and API all show exactly this.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from portal.core import clock
from portal.dossiers.deadlines.due import Due, Why
from portal.dossiers.experience.usual import Usual
from portal.dossiers.freshness import NEVER, Heard
from portal.dossiers.models import TERMINAL
from portal.places.hours import Opening, Week


@dataclass(frozen=True)
class Desk:
    """Where a dossier is handled and whom to ask."""

    name: str
    address: str | None = None
    phone: str | None = None
    week: Week | None = None  # its hours; None are the usual ones
    opening: Opening | None = None  # open now, or when again; only where it can be called


@dataclass(frozen=True)
class Step:
    """One status in the history, as everybody with the code may see it."""

    status: int | None
    at: dt.datetime
    office: str | None


@dataclass(frozen=True)
class InnerStep:
    """One step inside the offices; without the people who did it."""

    at: dt.datetime
    department: str | None


@dataclass(frozen=True)
class Missing:
    """What the offices ask for: papers or money, item by item, and until when."""

    items: tuple[str, ...]
    what: str | None
    until: dt.date | None
    amount: int | None

    @property
    def is_over(self) -> bool:
        """The last day has passed: it can hardly be meant, or it is too late; either way one has to ask."""
        return self.until is not None and self.until < clock.today()

    @property
    def is_unlisted(self) -> bool:
        """Papers are asked for, and nobody told which."""
        return self.amount is None and not self.items and not self.what


@dataclass(frozen=True)
class Details:
    """What needs a second proof: four digits, our link, or the linked account (L1)."""

    procedure_code: str | None
    procedure_name: str | None
    applicant: str | None  # N*** V** A*
    phones: tuple[str, ...]  # 09*****123
    missing: Missing | None
    note: str | None
    inner_steps: tuple[InnerStep, ...]


@dataclass(frozen=True)
class DossierView:
    """A dossier as one viewer may see it; `details` is there from L1 only."""

    id: uuid.UUID
    code: str
    status: int | None
    status_at: dt.datetime
    desk: Desk | None
    procedure_code: str | None  # none while its field is sensitive and nothing is proven
    procedure_name: str | None
    is_sensitive: bool
    submitted_at: dt.datetime | None
    received_at: dt.datetime | None
    due_on: dt.date | None
    is_paused: bool
    is_overdue: bool
    is_finished: bool
    returns_by_post: bool
    steps: tuple[Step, ...]
    updated_at: dt.datetime
    version: int
    details: Details | None = None
    stand: Due | None = None  # against its day; None when it ended or has no day
    heard: Heard = NEVER  # when its one-stop system last told us anything
    usual: Usual | None = None  # what others like it took lately; none once it is over
    rating_path: str | None = None  # where it is rated, once it has ended; from L1 only

    @property
    def new_due_on(self) -> dt.date | None:
        """The new day of an apology, while it stands."""
        return self.stand.counts_on if self.stand and self.stand.why is Why.EXTENDED else None

    @property
    def expected_on(self) -> dt.date | None:
        """Our own reckoning where waiting for the citizen moved the day."""
        return self.stand.counts_on if self.stand and self.stand.why is Why.PAUSED else None

    @property
    def days_left(self) -> int | None:
        """Working days to the day that counts, by our own calendar; negative when it has passed."""
        return self.stand.days_left if self.stand else None

    @property
    def is_just_late(self) -> bool:
        """Late, and no working day has passed since: a holiday follows its day, or the hour is over."""
        return bool(self.stand and self.stand.is_overdue and self.stand.days_left == 0)

    @property
    def is_stale(self) -> bool:
        """Its one-stop system is silent: what stands here is the last we know, not what is."""
        return self.heard.is_silent and self.status not in TERMINAL

    @property
    def held_by(self) -> str | None:
        """The department it lies with now, as the last step told; from L1 only."""
        steps = self.details.inner_steps if self.details and not self.is_finished else ()
        return steps[-1].department if steps else None

    @property
    def level(self) -> int:
        """0 with the code alone, 1 with a second proof."""
        return 0 if self.details is None else 1
