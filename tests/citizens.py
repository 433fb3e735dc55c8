"""People on Zalo, for tests: who follows, since when they are silent, which number they told."""

import datetime as dt
import uuid

from sqlalchemy import update

from portal.citizens import operations as citizens
from portal.citizens.models import Proof, ZaloIdentity
from portal.core import clock, settings
from portal.core.db import db
from tests.factories import number


def follower(phone: str, *, days: float = 0, follows: bool = True) -> uuid.UUID:
    """Somebody who told this number and last did something so many days ago; their id."""
    oa_id, user_id = settings.get().zalo_oa_id, f"9{next(number):018}"
    at = clock.now() - dt.timedelta(days=days)
    person = citizens.follow(oa_id, user_id, at)
    if not follows:
        db.session.execute(update(ZaloIdentity).filter_by(user_id=user_id).values(is_following=False))
    citizens.learn_phone(person, phone, Proof.CLAIMED, "zalo_submit_info")
    db.session.commit()
    return person
