"""Two rows turn out to be one person: everything of the one becomes the other's, in one commit."""

import uuid

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from portal.citizens.holdings import HOLDINGS
from portal.citizens.models import Citizen
from portal.core import clock, crypto
from portal.core.db import transaction
from portal.core.language import FIRST


def merge(kept: uuid.UUID, gone: uuid.UUID, how: str) -> uuid.UUID:
    """Make two people one; the id that stands for both from now on.

    Called only where Zalo's own word or a code typed in the chat shows that they are one (`how`): an equal
    phone never does, since anybody may claim one. A phone keeps its proof, claimed ones stay claimed, so
    nobody sees more of a dossier than one of the two already could. Of their consents the later word stands.
    A repeat, and somebody merged or erased meanwhile, change nothing.
    """
    with transaction() as session:
        kept, gone = _lock(session, kept, gone)
        if kept == gone or not _are_both_there(session, kept, gone):
            return kept
        values = {"kept": kept, "gone": gone, "nothing": crypto.encrypt(b"{}")}
        for holding in HOLDINGS:
            for statement in holding.merge:
                needed = {name: value for name, value in values.items() if f":{name}" in statement}
                session.execute(text(statement), needed)
        tongue = select(Citizen.locale).where(Citizen.id == gone, Citizen.locale != FIRST)
        if chosen := session.scalar(tongue):
            session.execute(update(Citizen).where(Citizen.id == kept).values(locale=chosen))
        session.execute(
            update(Citizen)
            .where(Citizen.id == gone)
            .values(merged_into=kept, merged_at=clock.now(), merged_how=how)
            .execution_options(synchronize_session=False)
        )
        session.expire_all()
    return kept


def _lock(session: Session, kept: uuid.UUID, gone: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """Who stands for both now, held until the end: first the turn to merge, then both in the order of ids.

    Without the turn two merges that cross would each wait for a row of the other (seen in a test).
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("merge citizens", 0))))
    kept, gone = final(session, kept), final(session, gone)
    # Not stronger: whoever only points at a person, a worker owing a message, need not wait for us.
    rows = select(Citizen.id).where(Citizen.id.in_({kept, gone})).order_by(Citizen.id)
    session.execute(rows.with_for_update(key_share=True))
    return kept, gone


def final(session: Session, citizen_id: uuid.UUID) -> uuid.UUID:
    """Who stands for this person after every merge."""
    while True:
        into = session.scalar(select(Citizen.merged_into).where(Citizen.id == citizen_id))
        if into is None:
            return citizen_id
        citizen_id = into


def _are_both_there(session: Session, kept: uuid.UUID, gone: uuid.UUID) -> bool:
    found = session.scalars(
        select(Citizen.id).where(Citizen.id.in_((kept, gone)), Citizen.erased_at.is_(None))
    ).all()
    return len(found) == 2
