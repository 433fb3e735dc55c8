"""Forgetting a person: what is theirs goes, what the law or the rules need stays without telling who."""

import datetime as dt
import uuid

from sqlalchemy import select, text, update

from portal.citizens.holdings import HOLDINGS
from portal.citizens.models import Citizen, ZaloLogin
from portal.core import clock, crypto, settings
from portal.core.db import transaction


def erase(citizen_id: uuid.UUID, how: str, evidence: str) -> bool:
    """Forget somebody for good; True when this did it, False when nobody is left to forget.

    Gone: Zalo ids and name, phones, what they wrote, what we wrote, followed dossiers, sessions. Cancelled:
    every message still owed that is not on its way. Kept, and why: see `holdings`. `how` is one word
    (zalo_withdraw, page), `evidence` the id of the event or session it stands on; neither may name a person.
    A repeat changes nothing; whoever writes to us again afterwards is somebody new, with nothing remembered.
    """
    with transaction() as session:
        at: dt.datetime = clock.now()
        values = {"citizen": citizen_id, "at": at, "how": how, "nothing": crypto.encrypt(b"{}")}
        for holding in HOLDINGS:
            for statement in holding.erase:
                needed = {name: value for name, value in values.items() if f":{name}" in statement}
                session.execute(text(statement), needed)
        ended = session.scalars(
            update(Citizen)
            .where(Citizen.id == citizen_id, Citizen.erased_at.is_(None))
            .values(erased_at=at, erased_how=how, erased_evidence=evidence, locale="vi")
            .returning(Citizen.id)
            .execution_options(synchronize_session=False)
        ).all()
        session.expire_all()
        return bool(ended)


def revoked(login_id: str, at: dt.datetime, evidence: str) -> bool:
    """Zalo says that somebody took their consent back from the Mini App: they are forgotten, as on the page.

    True when this did it. Who came anew after `at` is somebody else: an old call told again changes nothing.
    """
    with transaction() as session:
        known = (
            select(ZaloLogin.citizen_id)
            .join(Citizen, Citizen.id == ZaloLogin.citizen_id)
            .where(ZaloLogin.app_id == settings.get().zalo_app_id, ZaloLogin.login_id == login_id)
            .where(ZaloLogin.first_at <= at)
        )
        citizen_id = session.scalar(known)
        return citizen_id is not None and erase(citizen_id, "mini_revoke", evidence)


def is_erased(citizen_id: uuid.UUID) -> bool:
    """Has this person been forgotten?"""
    with transaction() as session:
        return session.scalar(select(Citizen.erased_at).filter_by(id=citizen_id)) is not None
