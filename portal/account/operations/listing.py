"""One page of followers, or one question about one of them: the two kinds of steps of a reading."""

import datetime as dt
import uuid
from functools import partial

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.account.models import Follower, FollowerRun, FollowerSlice
from portal.citizens import operations as citizens
from portal.citizens.operations import arrivals
from portal.core import clock, settings
from portal.core.db import transaction
from portal.zalo import retry
from portal.zalo.answers import Refused, ZaloError
from portal.zalo.calls import users
from portal.zalo.calls.users import LAST_OFFSET, MOST_ROWS, REACHABLE, Page, Person
from portal.zalo.client import ZaloClient
from portal.zalo.codes import Class
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Ability

FIRST_DAY = dt.date(2015, 1, 1)  # nobody's last interaction is older than Official Accounts
SHARE = 0.5  # of the calls a minute; messages keep the rest
GONE = (-213, -201)
NOW = func.clock_timestamp()


def read_page(run_id: uuid.UUID) -> bool:
    """The next page of the first open slice; False when every slice is read."""
    part = _open_slice(run_id)
    if part is None:
        return False
    if part.next_offset == 0 and part.first is None and part.tag is None:
        read_tags(run_id)
    asked_at = clock.now()
    told = retry.ask_either(abilities.USERS, partial(_page, part), SHARE)
    oa_id = settings.get().zalo_oa_id
    with transaction() as session:
        fresh = arrivals.meet_followers(oa_id, told.user_ids, asked_at)
        _list(session, oa_id, told.user_ids, asked_at)
        _count(session, run_id, pages=1, listed=len(told.user_ids), fresh=fresh)
        _go_on(session, part, told)
    return True


def _open_slice(run_id: uuid.UUID) -> FollowerSlice | None:
    with transaction() as session:
        part = session.scalar(
            select(FollowerSlice)
            .filter_by(run_id=run_id, is_done=False)
            .order_by(FollowerSlice.id)
            .limit(1)
            .execution_options(populate_existing=True)
        )
        if part is not None:
            session.expunge(part)
    return part


def _page(part: FollowerSlice, speaking: ZaloClient, version: int) -> Page:
    if version == 2 and part.first is not None:
        return Page(0, ())  # the old call cannot be asked by days
    return users.page(
        speaking, version, part.next_offset, first=part.first, last=part.last, tag=part.tag or ""
    )


def _list(session: Session, oa_id: str, user_ids: tuple[str, ...], at: dt.datetime) -> None:
    if not user_ids:
        return
    rows = [{"oa_id": oa_id, "user_id": user_id, "listed_at": at} for user_id in sorted(set(user_ids))]
    row = insert(Follower).values(rows)
    session.execute(
        row.on_conflict_do_update(
            index_elements=[Follower.oa_id, Follower.user_id], set_={"listed_at": row.excluded.listed_at}
        )
    )


def _count(session: Session, run_id: uuid.UUID, **more: int) -> None:
    columns = {name: getattr(FollowerRun, name) + count for name, count in more.items()}
    session.execute(
        update(FollowerRun)
        .where(FollowerRun.id == run_id)
        .values(**columns, tries=0, error=None, error_code=None)
        .execution_options(synchronize_session=False)
    )


def _go_on(session: Session, part: FollowerSlice, told: Page) -> None:
    """Where to read on; a list that is too long is parted, by days and by tags."""
    is_long = told.total > REACHABLE
    if part.next_offset == 0 and is_long and part.first is not None and part.last != part.first:
        _halve(session, part)
        _write(session, part, is_done=True, total=told.total)
        return
    if part.next_offset == 0 and is_long and part.first is None and part.tag is None:
        _part(session, part.run_id)
    offset = part.next_offset + MOST_ROWS
    is_done = not told.user_ids or offset >= told.total or offset > LAST_OFFSET
    _write(session, part, next_offset=offset, total=told.total, is_done=is_done, is_cut=is_done and is_long)


def _write(session: Session, part: FollowerSlice, **values: object) -> None:
    session.execute(
        update(FollowerSlice)
        .where(FollowerSlice.id == part.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _part(session: Session, run_id: uuid.UUID) -> None:
    """The whole list is longer than Zalo shows: also by days, and by each tag (asked when its turn comes)."""
    today = clock.today()
    session.add(FollowerSlice(run_id=run_id, first=FIRST_DAY, last=today))
    session.add_all(FollowerSlice(run_id=run_id, tag=name) for name in _known_tags(session, run_id))
    session.flush()


def _known_tags(session: Session, run_id: uuid.UUID) -> list[str]:
    return list(session.scalar(select(FollowerRun.tags).where(FollowerRun.id == run_id)) or [])


def _halve(session: Session, part: FollowerSlice) -> None:
    if part.first is None or part.last is None:
        return
    middle = part.first + (part.last - part.first) // 2
    session.add(FollowerSlice(run_id=part.run_id, first=part.first, last=middle))
    session.add(FollowerSlice(run_id=part.run_id, first=middle + dt.timedelta(days=1), last=part.last))
    session.flush()


def read_tags(run_id: uuid.UUID) -> None:
    """The account's tags, before the first page; without the right to read them there are none."""
    try:
        told = retry.ask(users.tags, Ability.TAGS, SHARE)
    except Refused:
        told = []
    with transaction() as session:
        session.execute(update(FollowerRun).where(FollowerRun.id == run_id).values(tags=told[:200]))


def read_detail(run_id: uuid.UUID) -> bool:
    """Ask about the next listed person; False when nobody is left to ask about."""
    oa_id = settings.get().zalo_oa_id
    with transaction() as session:
        user_id = session.scalar(
            select(Follower.user_id)
            .where(Follower.oa_id == oa_id, Follower.detail_at.is_(None))
            .order_by(Follower.user_id)
            .limit(1)
        )
    if user_id is None:
        return False
    asked_at = clock.now()
    try:
        told: Person | None = retry.ask_either(abilities.USERS, partial(_detail, user_id), SHARE)
    except ZaloError as error:
        if not _is_about_them(error):
            raise
        told = None
    with transaction() as session:
        is_gone = told is None or told.is_follower is False
        _learn(oa_id, user_id, told, asked_at, is_gone=is_gone)
        session.execute(update(Follower).filter_by(oa_id=oa_id, user_id=user_id).values(detail_at=asked_at))
        _count(session, run_id, details=1, gone=int(is_gone))
    return True


def _detail(user_id: str, speaking: ZaloClient, version: int) -> Person:
    return users.detail(speaking, version, user_id)


def _is_about_them(error: ZaloError) -> bool:
    """The answer is about this one person: they left, or their account is closed."""
    told = error.meaning
    return error.code in GONE or (told is not None and told.kind is Class.USER)


def _learn(oa_id: str, user_id: str, told: Person | None, at: dt.datetime, *, is_gone: bool) -> None:
    """Only what joins and reaches people; names and numbers come from themselves, with their consent."""
    if is_gone:
        citizens.unfollow(oa_id, user_id, at)
    elif told is not None and told.user_id_by_app:
        citizens.meet(oa_id, user_id, at, told.user_id_by_app)
