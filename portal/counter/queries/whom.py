"""Whom to call about a line of the list, whether it can be sent now, and what was done about it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from portal.citizens import reach
from portal.citizens.models import Phone
from portal.citizens.reach import Reach
from portal.core.db import db
from portal.counter.queries import unreached
from portal.counter.queries.unreached import Line
from portal.counter.queries.visits import Offices
from portal.dossiers.models import Dossier, DossierContact, Standing
from portal.dossiers.queries.privacy import masked_name, masked_phone
from portal.notifications.models import Intent, State
from portal.notifications.untold import Deed, Untold, UntoldDeed
from portal.notifications.worklist import NOT_TOLD
from portal.staff.models import StaffUser

_CALLED_FIRST = (Standing.AUTHORISED, Standing.DESK, Standing.SUBMITTER, Standing.OWNER)


@dataclass(frozen=True)
class Done:
    """One thing an officer did."""

    deed: Deed
    note: str | None
    who: str
    at: dt.datetime


@dataclass(frozen=True)
class One:
    """A line with what an officer needs to act."""

    line: Line
    applicant: str | None
    numbers: tuple[str, ...]  # masked, the one to call first
    reach: Reach
    can_send: bool
    deeds: tuple[Done, ...] = field(default=())


def one(untold_id: uuid.UUID, offices: Offices) -> One:
    """A line with its numbers masked, how it could be sent now, and what was done; raises Missing."""
    found = unreached.line(untold_id, offices)
    applicant = db.session.scalar(select(Dossier.applicant).filter_by(id=found.dossier_id))
    told = _numbers([found])[found.id]
    known = people(found)
    return One(
        found,
        masked_name(applicant),
        tuple(masked_phone(number) for number, _ in told),
        known.reach,
        known.reach is Reach.REACHABLE and bool(known.people) and not found.is_under_way,
        _deeds(untold_id),
    )


def people(found: Line) -> reach.Found:
    """Who could be written to now, the best of the line's numbers; without those who have the message."""
    marks = [mark for _, mark in _numbers([found])[found.id]]
    told = _told(found.id)
    looked = [reach.of(mark) for mark in marks]
    left = [replace(one, people=tuple(who for who in one.people if who not in told)) for one in looked]
    order = list(Reach)
    free = [one for one, before in zip(left, looked, strict=True) if one.people or not before.people]
    return min(free, key=lambda one: order.index(one.reach), default=reach.Found(Reach.UNKNOWN))


def _told(untold_id: uuid.UUID) -> set[uuid.UUID]:
    """Who has this very news, or may have it: nobody is written to twice."""
    rows = db.session.scalars(
        select(Intent.citizen_id)
        .join(
            Untold,
            (Untold.subject_id == Intent.subject_id) & (Untold.subject_version <= Intent.subject_version),
        )
        .where(Untold.id == untold_id, Intent.state.not_in((*NOT_TOLD, State.CANCELLED, State.SUPERSEDED)))
    )
    return set(rows)


def numbers(found: Sequence[Line]) -> dict[uuid.UUID, list[str]]:
    """Line -> whole numbers, the one to call first; only for an officer who has just asked for them."""
    return {id_: [number for number, _ in told] for id_, told in _numbers(found).items()}


def _numbers(found: Sequence[Line]) -> dict[uuid.UUID, list[tuple[str, str]]]:
    """(number, fingerprint): the one nobody has, the person's own, then those of the dossier."""
    dossiers = {one.dossier_id for one in found}
    contacts = db.session.execute(
        select(
            DossierContact.dossier_id,
            DossierContact.standing,
            DossierContact.number,
            DossierContact.fingerprint,
        )
        .where(DossierContact.dossier_id.in_(dossiers))
        .order_by(DossierContact.id.desc())
    ).all()
    own = db.session.execute(
        select(Untold.id, Untold.fingerprint, Phone.number, Phone.fingerprint.label("mark"))
        .outerjoin(Intent, Intent.id == Untold.intent_id)
        .outerjoin(Phone, Phone.citizen_id == Intent.citizen_id)
        .where(Untold.id.in_([one.id for one in found]))
    ).all()
    told: dict[uuid.UUID, list[tuple[str, str]]] = {}
    for one in found:
        of_dossier = sorted(
            (row for row in contacts if row.dossier_id == one.dossier_id),
            key=lambda row: _CALLED_FIRST.index(row.standing),
        )
        desk = [(r.number, r.fingerprint) for r in of_dossier if r.standing is Standing.DESK]
        named = {row.fingerprint for row in own if row.id == one.id} | {
            row.mark for row in own if row.id == one.id
        }
        first = [(r.number, r.fingerprint) for r in of_dossier if r.fingerprint in named]
        private = [(r.number, r.mark) for r in own if r.id == one.id and r.number]
        rest = [(r.number, r.fingerprint) for r in of_dossier]
        told[one.id] = list(dict.fromkeys([*desk, *first, *private, *rest]))
    return told


def _deeds(untold_id: uuid.UUID) -> tuple[Done, ...]:
    rows = db.session.execute(
        select(UntoldDeed.deed, UntoldDeed.note, StaffUser.name, UntoldDeed.at)
        .join(StaffUser, StaffUser.id == UntoldDeed.by)
        .where(UntoldDeed.untold_id == untold_id)
        .order_by(UntoldDeed.id.desc())
    )
    return tuple(Done(*row) for row in rows)


def call_list(offices: Offices) -> list[tuple[Line, list[str]]]:
    """Everybody on the list with whole numbers, for the file of an officer who has asked for it."""
    rows = db.session.execute(
        unreached.open_lines(offices).order_by(Untold.at, Untold.id).limit(unreached.MOST_IN_FILE)
    )
    found = [Line(*row) for row in rows]
    told = numbers(found)
    return [(one, told[one.id]) for one in found]
