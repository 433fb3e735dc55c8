"""Trial mode: until the account goes live no call that reaches a person leaves the list of guests.

The gate stands at the wire (`ZaloClient.post`), so it holds whatever door a message came through; gates
above it only tell the reason earlier and in better words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import has_app_context
from sqlalchemy import Text, Uuid, column, select, table

from portal.core import settings
from portal.core.crypto import fingerprint
from portal.core.db import db
from portal.zalo.answers import Refused
from portal.zalo.models import Guest, Trial

# POSTs that write to nobody; whatever is not here needs a guest. Messages lie below /message, quotas end so.
HARMLESS = (
    "/v2.0/article/",
    "/v2.0/oa/tag/",
    "/v2.0/oa/quota/message",
    "/v3.0/oa/quota/message",
)
PUBLISHED = frozenset({"/v2.0/article/create", "/v2.0/article/update"})

_seen: dict[str, "Guests | None"] = {}  # what this process read last, for threads without a connection

# Tables of people, by name alone: they stand above this layer.
_phone = table("phone", column("citizen_id", Uuid), column("fingerprint", Text))
_identity = table("zalo_identity", column("citizen_id", Uuid), column("oa_id", Text), column("user_id", Text))


@dataclass(frozen=True)
class Guests:
    """Who may be written to: ids of Zalo users, fingerprints of numbers."""

    users: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    def may_reach(self, path: str, said: Mapping[str, Any]) -> bool:
        """Does this call write to nobody, or to guests alone? A call to an audience never does."""
        if path in PUBLISHED:
            return said.get("status") == "hide"  # what is shown, every follower may see
        if path.startswith(HARMLESS):
            return True
        recipient = said.get("recipient")
        user = recipient.get("user_id") if isinstance(recipient, Mapping) else said.get("user_id")
        if isinstance(user, str):
            return user in self.users
        phone = said.get("phone")
        return isinstance(phone, str) and self.has_number(phone)

    def has_number(self, phone: str) -> bool:
        """Is it a guest's number? Written +84…, 84… or 0…"""
        digits = phone.removeprefix("+")
        bare = digits.removeprefix("84") if not digits.startswith("0") else digits[1:]
        return fingerprint(f"+84{bare}") in self.numbers


def is_trial() -> bool:
    """Is the account in trial mode? A home of demo or tests is not unless told; every other one begins so."""
    chosen = settings.get()
    told = db.session.scalar(select(Trial.is_on).filter_by(oa_id=chosen.zalo_oa_id))
    return not (chosen.is_demo or chosen.is_test_home) if told is None else told


def allowed() -> Guests | None:
    """The guests of this moment, None when the account is live. Reads the database: not in a thread."""
    return listed() if is_trial() else None


def listed() -> Guests:
    """Who stands on the list, whether the account is on trial or live. Reads the database."""
    oa_id = settings.get().zalo_oa_id
    rows = db.session.execute(select(Guest.user_id, Guest.fingerprint).filter_by(oa_id=oa_id)).all()
    users = frozenset(row.user_id for row in rows if row.user_id)
    marks = frozenset(row.fingerprint for row in rows if row.fingerprint)
    return Guests(users | users_with(marks), marks)


def current() -> Guests | None:
    """The guests for a call. Without the app, which cannot ask, what was read last; before that nobody."""
    oa_id = settings.get().zalo_oa_id
    if has_app_context():
        _seen[oa_id] = allowed()
    return _seen.get(oa_id, Guests())


def users_with(marks: frozenset[str]) -> frozenset[str]:
    """Ids of everybody on the account who has or claims one of these numbers."""
    if not marks:
        return frozenset()
    found = (
        select(_identity.c.user_id)
        .join_from(_identity, _phone, _phone.c.citizen_id == _identity.c.citizen_id)
        .where(_identity.c.oa_id == settings.get().zalo_oa_id, _phone.c.fingerprint.in_(sorted(marks)))
    )
    return frozenset(db.session.scalars(found))


def insist(guests: Guests | None, path: str, said: Mapping[str, Any]) -> None:
    """Refuse, before the first byte, a call that would leave the list; a live account asks nothing."""
    if guests is not None and not guests.may_reach(path, said):
        raise Refused("trial: not a guest")
