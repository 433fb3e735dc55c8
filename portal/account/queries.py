"""What is known of the account, for its page at the desk."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.account.models import Follower, FollowerRun, FollowerSlice, Quota, RunState, Template
from portal.citizens.operations import arrivals
from portal.core import clock, settings
from portal.core.db import db
from portal.core.errors import Missing
from portal.notifications.models import Attempt, SendingState
from portal.zalo import codes
from portal.zalo.codes import Code, Host
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Ability, Capability, OaProfile, Pace


@dataclass(frozen=True)
class Reach:
    """How many follow the account, and of how many we know."""

    told: int | None  # by Zalo
    known: int

    @property
    def missing(self) -> int | None:
        """Followers we have not met yet; None while Zalo has not told a number."""
        return None if self.told is None else max(0, self.told - self.known)


@dataclass(frozen=True)
class Progress:
    """One reading of the followers."""

    id: uuid.UUID
    state: RunState
    started_at: dt.datetime
    ended_at: dt.datetime | None
    listed: int
    fresh: int
    gone: int
    details: int
    waiting: int
    slices: int
    slices_done: int
    is_cut: bool
    error: str | None
    error_code: int | None
    due_at: dt.datetime

    @property
    def percent(self) -> int:
        """How far the questions about single people are."""
        whole = self.details + self.waiting
        return 100 * self.details // whole if whole else 0


@dataclass(frozen=True)
class Refusal:
    """A code that calls were refused with lately."""

    number: int
    code: Code
    times: int
    last_at: dt.datetime


def profile() -> OaProfile | None:
    """How Zalo described the account last."""
    return db.session.get(OaProfile, settings.get().zalo_oa_id)


def capabilities() -> dict[Ability, Capability]:
    """Every ability with what is known of it."""
    return abilities.all_of()


def quotas() -> list[Quota]:
    """Every limit we heard of."""
    return list(db.session.scalars(select(Quota).filter_by(oa_id=_oa()).order_by(Quota.name)))


def templates() -> list[Template]:
    """Every template, those in force first."""
    return list(
        db.session.scalars(
            select(Template)
            .filter_by(oa_id=_oa())
            .order_by((Template.status != "ENABLE"), Template.template_id)
            .limit(200)
        )
    )


def sending() -> SendingState | None:
    """The channel's own row: switch, pause, path."""
    return db.session.get(SendingState, _oa())


def pace() -> Pace | None:
    """How fast calls go."""
    return db.session.get(Pace, _oa())


def reach() -> Reach:
    """Followers told and known."""
    found = profile()
    return Reach(found.followers if found else None, arrivals.count_following(_oa()))


def latest_run() -> Progress | None:
    """The newest reading of the followers, open or not."""
    run = db.session.scalar(
        select(FollowerRun).filter_by(oa_id=_oa()).order_by(FollowerRun.started_at.desc()).limit(1)
    )
    return _progress(run) if run else None


def run_of(run_id: uuid.UUID) -> Progress:
    """One reading; raises Missing."""
    run = db.session.scalar(select(FollowerRun).filter_by(id=run_id, oa_id=_oa()))
    if run is None:
        raise Missing("no such reading")
    return _progress(run)


def _progress(run: FollowerRun) -> Progress:
    waiting = db.session.scalar(
        select(func.count())
        .select_from(Follower)
        .where(Follower.oa_id == run.oa_id, Follower.detail_at.is_(None))
    )
    parts = db.session.execute(
        select(
            func.count(FollowerSlice.id),
            func.count(FollowerSlice.id).filter(FollowerSlice.is_done),
            func.coalesce(func.bool_or(FollowerSlice.is_cut), False),
        ).where(FollowerSlice.run_id == run.id)
    ).one()
    return Progress(
        **{name: getattr(run, name) for name in _KEPT},
        waiting=waiting or 0,
        slices=parts[0],
        slices_done=parts[1],
        is_cut=parts[2],
    )


_KEPT = (
    "id",
    "state",
    "started_at",
    "ended_at",
    "listed",
    "fresh",
    "gone",
    "details",
    "error",
    "error_code",
    "due_at",
)


def refusals(days: int = 7) -> list[Refusal]:
    """With which codes messages were refused in the last days, the most frequent first."""
    since = clock.now() - dt.timedelta(days=days)
    rows = db.session.execute(
        select(Attempt.channel, Attempt.error_code, func.count(Attempt.id), func.max(Attempt.ended_at))
        .where(Attempt.error_code.is_not(None), Attempt.error_code != 0, Attempt.ended_at >= since)
        .group_by(Attempt.channel, Attempt.error_code)
        .order_by(func.count(Attempt.id).desc())
        .limit(20)
    )
    return [
        Refusal(number, codes.meaning(number, _host(channel)), times, last_at)
        for channel, number, times, last_at in rows
        if number is not None and last_at is not None
    ]


def _host(channel: str) -> Host:
    """Whose table a channel's codes stand in: messages to phone numbers have a host of their own."""
    return Host.BUSINESS if channel.startswith("zns") else Host.OA


def _oa() -> str:
    return settings.get().zalo_oa_id
