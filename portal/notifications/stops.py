"""Kinds of messages that somebody holds back, and the switch for all of them while Zalo has trouble.

What is held back waits: nothing is lost, and it goes out in the order in which it became due. Answers to
people who wrote are not held back by the one switch; a stopped kind is, whatever it is.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ForeignKey, delete, exists, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import db
from portal.core.db import Model, transaction
from portal.notifications.models import Lane, MessageTemplate
from portal.staff import operations as staff

TROUBLE = "*"  # in the place of a kind: all we tell by ourselves
KIND_OFF, IN_TROUBLE = "kind_off", "provider_trouble"
# A microsecond apart, in the order in which they became due: the relay takes the oldest of a lane first.
_IN_ORDER = text(
    """WITH waiting AS (
         SELECT id, row_number() OVER (ORDER BY caused_at, id) AS place FROM intent
         WHERE state = 'queued' AND reason = :reason AND (:kind = '*' OR kind = :kind))
       UPDATE intent SET reason = 'queued',
              due_at = statement_timestamp() + waiting.place * interval '1 microsecond'
       FROM waiting WHERE intent.id = waiting.id AND intent.state = 'queued'"""
)


class KindStop(Model):
    """A kind that is held back since then; one row with TROUBLE stands for all."""

    __tablename__ = "kind_stop"

    kind: Mapped[str] = mapped_column(primary_key=True)
    why: Mapped[str]
    since: Mapped[dt.datetime]
    by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


HELD_BACK = exists().where(KindStop.kind == TROUBLE)  # for statements that ask more besides


@dataclass(frozen=True)
class Stops:
    """What is held back now."""

    since: Mapping[str, dt.datetime]

    def reason(self, kind: str, lane: Lane) -> str | None:
        """Why a message of this kind must wait; None when it need not."""
        if kind in self.since:
            return KIND_OFF
        return IN_TROUBLE if TROUBLE in self.since and lane is not Lane.REPLY else None


def standing(session: Session) -> Stops:
    """What is held back, as the gates ask it: one read for a batch."""
    return Stops({row.kind: row.since for row in session.execute(select(KindStop.kind, KindStop.since))})


def is_trouble() -> bool:
    """Has somebody said that Zalo has trouble?"""
    with transaction() as session:
        return session.get(KindStop, TROUBLE) is not None


def known_kinds() -> list[str]:
    """Every kind that has words."""
    with transaction() as session:
        return list(session.scalars(select(MessageTemplate.kind).distinct().order_by(MessageTemplate.kind)))


def begin(kind: str, why: str, by: uuid.UUID | None) -> bool:
    """Hold this kind back from now on; False when it is already. What is on the wire ends as it ends."""
    with transaction() as session:
        row = insert(KindStop).values(kind=kind, why=why, since=func.clock_timestamp(), by_id=by)
        added = session.scalar(row.on_conflict_do_nothing().returning(KindStop.kind))
        if added:
            staff.record_act("sending.stop", "message_kind", kind, by)
    return added is not None


def end(kind: str, by: uuid.UUID | None) -> int | None:
    """Let it go on: what waited goes out in its order; how many. None when it was not held back."""
    with transaction() as session:
        if session.scalar(delete(KindStop).filter_by(kind=kind).returning(KindStop.kind)) is None:
            return None
        reason = IN_TROUBLE if kind == TROUBLE else KIND_OFF
        freed: int = session.execute(_IN_ORDER, {"reason": reason, "kind": kind}).rowcount  # type: ignore[attr-defined]
        staff.record_act("sending.go_on", "message_kind", kind, by, messages=freed)
        db.notify("intents")
    return freed
