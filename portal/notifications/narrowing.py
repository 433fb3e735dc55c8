"""What a guests' key brings is owed to guests of the trial alone, also once the account is live."""

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import select

from portal.citizens.models import Phone, ZaloIdentity
from portal.core.db import db
from portal.zalo import guests

_is_narrow = ContextVar("is_narrow", default=False)


@contextmanager
def to_guests() -> Iterator[None]:
    """Whatever is owed within reaches nobody but guests, whichever operation owes it."""
    before = _is_narrow.set(True)
    try:
        yield
    finally:
        _is_narrow.reset(before)


def barred(people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of them to whom nothing may be owed now; nobody, and nothing is asked, outside of `to_guests`."""
    if not _is_narrow.get():
        return set()
    listed = guests.listed()
    by_number = select(Phone.citizen_id).where(
        Phone.citizen_id.in_(people), Phone.fingerprint.in_(listed.numbers)
    )
    by_user = select(ZaloIdentity.citizen_id).where(
        ZaloIdentity.citizen_id.in_(people), ZaloIdentity.user_id.in_(listed.users)
    )
    return set(people) - set(db.session.scalars(by_number.union(by_user)))
