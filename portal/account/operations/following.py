"""Reading who follows the account: lists in slices, then one question a person; goes on after any kill.

Zalo shows the first 10,000 rows of a list. A longer one is read by days of last interaction, halved until
each part is short enough, and by tags; who is in none of them is met when they write, and counted meanwhile.
"""

import datetime as dt
import logging
import time
import uuid

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal.account.models import Follower, FollowerRun, FollowerSlice, RunState
from portal.account.operations import listing
from portal.core import clock, settings
from portal.core.db import transaction
from portal.core.errors import Conflict
from portal.staff.operations import record_act
from portal.zalo import retry
from portal.zalo.answers import ZaloError

STEP_SECONDS = 3.0  # a job this short never makes a message wait long
LEASE_SECONDS = 90.0  # longer than a step with its slowest call
FRESH_DAYS = 30  # what was asked about somebody within these is not asked again
MOST_TRIES = 8
NOW = func.clock_timestamp()
log = logging.getLogger(__name__)


def start(by: uuid.UUID | None) -> uuid.UUID:
    """Begin to read the followers; Conflict when a reading is open already. Audited."""
    oa_id = settings.get().zalo_oa_id
    run = FollowerRun(
        id=uuid.uuid4(),
        oa_id=oa_id,
        state=RunState.RUNNING,
        started_at=clock.now(),
        started_by=by,
        due_at=clock.now(),
    )
    try:
        with transaction() as session:
            session.add(run)
            session.flush()
            session.add(FollowerSlice(run_id=run.id))
            old = clock.now() - dt.timedelta(days=FRESH_DAYS)
            session.execute(
                update(Follower)
                .where(Follower.oa_id == oa_id, Follower.detail_at < old)
                .values(detail_at=None)
                .execution_options(synchronize_session=False)
            )
            record_act("followers.start", "oa", oa_id, by)
            return run.id
    except IntegrityError:
        raise Conflict("a reading is open") from None


def pause(run_id: uuid.UUID, by: uuid.UUID | None) -> bool:
    """Stop after the page that is being read; True when that is new. Audited."""
    return _turn(run_id, RunState.RUNNING, RunState.PAUSED, by)


def resume(run_id: uuid.UUID, by: uuid.UUID | None) -> bool:
    """Go on where it stopped; True when that is new. Audited."""
    return _turn(run_id, RunState.PAUSED, RunState.RUNNING, by)


def _turn(run_id: uuid.UUID, was: RunState, is_now: RunState, by: uuid.UUID | None) -> bool:
    with transaction() as session:
        turned = session.scalar(
            update(FollowerRun)
            .where(FollowerRun.id == run_id, FollowerRun.state == was)
            .values(state=is_now, tries=0, due_at=NOW)
            .returning(FollowerRun.id)
        )
        if turned is not None:
            record_act(f"followers.{is_now.value}", "oa", settings.get().zalo_oa_id, by)
    return turned is not None


def due() -> list[uuid.UUID]:
    """Readings that nobody is at and that may go on."""
    with transaction() as session:
        return list(
            session.scalars(
                select(FollowerRun.id).where(FollowerRun.state == RunState.RUNNING, FollowerRun.due_at <= NOW)
            )
        )


def step(run_id: uuid.UUID, seconds: float = STEP_SECONDS) -> bool:
    """Read for some seconds; True when there is more to do at once. One process at a time holds a reading.

    Each page is committed with its place, so a kill repeats one page at most, which changes nothing.
    """
    if not _claim(run_id):
        return False
    ends_at = time.monotonic() + seconds
    try:
        while time.monotonic() < ends_at and _is_running(run_id):
            if not (listing.read_page(run_id) or listing.read_detail(run_id)):
                _end(run_id, RunState.DONE)
                return False
    except ZaloError as error:
        _wait(run_id, error)
        return False
    return _let_go(run_id)


def _claim(run_id: uuid.UUID) -> bool:
    lease = dt.timedelta(seconds=settings.get().scaled(LEASE_SECONDS))
    with transaction() as session:
        taken = session.scalar(
            update(FollowerRun)
            .where(FollowerRun.id == run_id, FollowerRun.state == RunState.RUNNING, FollowerRun.due_at <= NOW)
            .values(due_at=NOW + lease)
            .returning(FollowerRun.id)
        )
    return taken is not None


def _is_running(run_id: uuid.UUID) -> bool:
    with transaction() as session:
        return session.scalar(select(FollowerRun.state).where(FollowerRun.id == run_id)) is RunState.RUNNING


def _let_go(run_id: uuid.UUID) -> bool:
    with transaction() as session:
        state = session.scalar(
            update(FollowerRun)
            .where(FollowerRun.id == run_id)
            .values(due_at=NOW, tries=0, error=None, error_code=None)
            .returning(FollowerRun.state)
        )
    return state is RunState.RUNNING


def _end(run_id: uuid.UUID, state: RunState, error: ZaloError | None = None) -> None:
    told = {"error": error.detail, "error_code": error.code} if error else {"error": None, "error_code": None}
    with transaction() as session:
        session.execute(
            update(FollowerRun)
            .where(
                FollowerRun.id == run_id,
                or_(FollowerRun.state == RunState.RUNNING, FollowerRun.state == RunState.PAUSED),
            )
            .values(state=state, ended_at=NOW, **told)
        )


def _wait(run_id: uuid.UUID, error: ZaloError) -> None:
    """Later again, by the rules for reads; what waiting does not mend ends the reading and says why."""
    with transaction() as session:
        tries = session.scalar(select(FollowerRun.tries).where(FollowerRun.id == run_id)) or 0
    seconds = retry.wait_after(error, tries)
    if seconds is None or tries + 1 >= MOST_TRIES:
        log.error("followers cannot be read %s", error)
        _end(run_id, RunState.FAILED, error)
        return
    log.warning("followers wait seconds=%.0f %s", seconds, error)
    with transaction() as session:
        session.execute(
            update(FollowerRun)
            .where(FollowerRun.id == run_id)
            .values(
                tries=tries + 1,
                due_at=NOW + dt.timedelta(seconds=settings.get().scaled(seconds)),
                error=error.detail,
                error_code=error.code,
            )
        )
