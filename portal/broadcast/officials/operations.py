"""Groups of officials: made, listed, invited into, joined and left."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.broadcast.officials.models import Group, Invitation, Listed, Official
from portal.citizens import codes
from portal.citizens.forms import parse_phone
from portal.core import clock, crypto, limits
from portal.core.db import transaction
from portal.core.errors import Missing, Refused
from portal.staff import operations as staff

DAYS, MOST_USES, MOST_LISTED = 30, 2000, 20000
TRIES, TRIES_SECONDS = 10, 3600


@dataclass(frozen=True)
class Taken:
    """What became of a list: new numbers, known ones, and the lines (from 1) that hold no number."""

    fresh: int
    known: int
    bad: tuple[int, ...]


def make(name: str, office_id: uuid.UUID | None, by: uuid.UUID) -> uuid.UUID:
    """A new group without anybody in it."""
    with transaction() as session:
        group = Group(name=name, office_id=office_id, made_by=by, made_at=clock.now())
        session.add(group)
        session.flush()
        staff.record_act("officials.make", "official_group", group.id, by, office_id)
        return group.id


def close(group_id: uuid.UUID, by: uuid.UUID) -> None:
    """Nobody is told anything as a member of it any more; its codes end. A repeat changes nothing."""
    now = clock.now()
    with transaction() as session:
        session.execute(
            update(Group).where(Group.id == group_id, Group.ended_at.is_(None)).values(ended_at=now)
        )
        session.execute(
            update(Invitation)
            .where(Invitation.group_id == group_id, Invitation.ended_at.is_(None))
            .values(ended_at=now)
        )
        staff.record_act("officials.close", "official_group", group_id, by)


def invite(group_id: uuid.UUID, by: uuid.UUID, most: int, days: int = DAYS) -> str:
    """A code for so many people and days; shown this once, kept as a digest. Earlier ones of it end."""
    code, now = codes.new(), clock.now()
    with transaction() as session:
        session.execute(
            update(Invitation)
            .where(Invitation.group_id == group_id, Invitation.ended_at.is_(None))
            .values(ended_at=now)
        )
        session.add(
            Invitation(
                group_id=group_id,
                code_hash=_digest(code),
                most=min(most, MOST_USES),
                made_by=by,
                made_at=now,
                expires_at=now + dt.timedelta(days=days),
            )
        )
        staff.record_act("officials.invite", "official_group", group_id, by, most=most)
    return code


def take_list(group_id: uuid.UUID, lines: Iterable[str], by: uuid.UUID) -> Taken:
    """Add numbers, one a line, kept as fingerprints alone; what is no number is told by its line."""
    marks, bad = set(), []
    for at, line in enumerate(lines, 1):
        if not line.strip():
            continue
        number = parse_phone(line.strip())
        if number is None:
            bad.append(at)
        else:
            marks.add(crypto.fingerprint(number))
    if len(marks) > MOST_LISTED:
        raise Refused("too many numbers")
    if not marks:
        return Taken(0, 0, tuple(bad))
    now = clock.now()
    rows = [{"group_id": group_id, "fingerprint": mark, "at": now} for mark in sorted(marks)]
    with transaction() as session:
        made = insert(Listed).values(rows).on_conflict_do_nothing().returning(Listed.fingerprint)
        fresh = len(session.scalars(made).all())
        staff.record_act("officials.list", "official_group", group_id, by, fresh=fresh)
    return Taken(fresh, len(marks) - fresh, tuple(bad))


def join(citizen_id: uuid.UUID, typed: str, evidence: str) -> str:
    """Enter the group of a code; its name. A repeat changes nothing, and uses nothing up.

    Raises Missing for a code that opens nothing (any more), TooMany after TRIES of them in an hour.
    """
    limits.allow(limits.key("official-code", str(citizen_id)), TRIES, TRIES_SECONDS)
    code, now = codes.read(typed), clock.now()
    with transaction() as session:
        found = session.execute(
            select(Invitation, Group)
            .join(Group, Group.id == Invitation.group_id)
            .where(
                Invitation.code_hash == _digest(code or ""),
                Invitation.ended_at.is_(None),
                Invitation.expires_at > now,
                Group.ended_at.is_(None),
            )
            .with_for_update(of=Invitation)
        ).first()
        if found is None:
            raise Missing("no such code")
        invitation, group = found
        is_in = session.scalar(
            select(func.count()).where(
                Official.citizen_id == citizen_id,
                Official.group_id == group.id,
                Official.ended_at.is_(None),
            )
        )
        if is_in:
            return str(group.name)
        if invitation.used >= invitation.most:
            raise Missing("used up")
        invitation.used += 1
        _enter(citizen_id, group.id, evidence, now)
        return str(group.name)


def _enter(citizen_id: uuid.UUID, group_id: uuid.UUID, evidence: str, now: dt.datetime) -> None:
    row = insert(Official).values(citizen_id=citizen_id, group_id=group_id, since=now, evidence=evidence)
    with transaction() as session:
        session.execute(
            row.on_conflict_do_update(
                index_elements=["citizen_id", "group_id"],
                set_={"since": now, "ended_at": None, "evidence": evidence},
            )
        )


def leave(citizen_id: uuid.UUID, group_id: uuid.UUID, evidence: str) -> None:
    """No more news of the group, also when its list has their number. A repeat changes nothing."""
    now = clock.now()
    row = insert(Official).values(
        citizen_id=citizen_id, group_id=group_id, since=now, ended_at=now, evidence=evidence
    )
    with transaction() as session:
        session.execute(
            row.on_conflict_do_update(
                index_elements=["citizen_id", "group_id"],
                set_={"ended_at": now, "evidence": evidence},
                where=Official.ended_at.is_(None),
            )
        )


def _digest(code: str) -> str:
    return crypto.digest(f"official:{code}")
