"""What happens to accounts and at sign-in; every act leaves a row in the trail."""

import logging
import re
import secrets
import uuid
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.exc import IntegrityError

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict, Refused
from portal.core.search import tidy
from portal.staff import alarms, easy, queries, second, turns
from portal.staff.models import Role, RoleGrant, StaffUser
from portal.staff.queries import Account
from portal.staff.sessions import LONGEST_IDLE, LONGEST_SESSION, end_session, open_session, resume
from portal.staff.trail import end_sessions, record_act

__all__ = [  # other features write into the trail through this room; sessions have a module of their own
    "LONGEST_IDLE",
    "LONGEST_SESSION",
    "end_session",
    "end_sessions",
    "open_session",
    "record_act",
    "resume",
]

SHORTEST_PASSWORD = 12
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")

log = logging.getLogger(__name__)
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Checked for names that do not exist, so that they take as long as names that do.
_NOBODY = _hasher.hash(secrets.token_urlsafe())


def new_password() -> str:
    """Something nobody guesses and anybody can type: five groups of four."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(5))


def create_user(
    username: str,
    name: str,
    grants: Sequence[tuple[Role, uuid.UUID | None]],
    password: str,
    by: uuid.UUID | None = None,
) -> uuid.UUID:
    """A new account with its roles; a name that is taken is a Conflict and changes nothing."""
    if not USERNAME.fullmatch(username):
        raise Refused("a user name is 3 to 40 small letters, digits, dots or dashes")
    if not grants or not tidy(name):
        raise Refused("an account needs a name and a role")
    hashed, now = _hashed(password), clock.now()
    try:
        with transaction() as session:
            user = StaffUser(
                username=username,
                name=tidy(name),
                password_hash=hashed,
                created_at=now,
                password_changed_at=now,
            )
            session.add(user)
            session.flush()
            session.add_all(RoleGrant(user_id=user.id, role=r, office_id=o) for r, o in dict.fromkeys(grants))
            roles = sorted(role.value for role, _ in grants)
            record_act("account.create", "staff_user", user.id, by, roles=roles)
            return user.id
    except IntegrityError:
        raise Conflict(f"the user name {username} is taken") from None


def _hashed(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= 256:
        raise Refused(f"a password has {SHORTEST_PASSWORD} to 256 signs")
    if easy.is_easy(password):
        raise Refused("this password is guessed too easily")
    return _hasher.hash(password)


def sign_in(
    username: str, password: str, *, client: str, browser: str, device: str = "", code: str = ""
) -> str:
    """Check name, password and, where it is on, the code; returns the token a cookie will hold."""
    user_id = check_password(username, password, client=client, device=device)
    if queries.by_id(user_id).totp_secret is not None:
        second.check(user_id, code, client=client)
    return open_session(user_id, browser=browser)


def check_password(username: str, password: str, *, client: str, device: str = "") -> uuid.UUID:
    """Whose name and password these are.

    Raises Refused, alike for a wrong password, an unknown name and a disabled account, and TooMany while
    the account or the client has to wait. `device` tells a browser that signed in here before.
    """
    account, sender = turns.account(username, device), turns.client(client)
    turns.take(account, free=turns.FREE_PER_ACCOUNT)
    turns.take(sender, free=turns.FREE_PER_CLIENT)
    known = queries.credentials(username)
    user_id, hashed, is_active = known or (None, _NOBODY, False)
    is_right = _is_right(hashed, password)
    if user_id is None or not is_right or not is_active:
        record_act("sign_in.refused", "staff_user", user_id or "unknown")
        alarms.note(user_id, client)
        log.warning("sign-in refused user=%s", user_id or "unknown")
        raise Refused("wrong name or password")
    with transaction():
        if _hasher.check_needs_rehash(hashed):
            queries.by_id(user_id).password_hash = _hasher.hash(password)
        turns.forget(account)
    return user_id


def _is_right(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password[:256])
    except (VerifyMismatchError, InvalidHashError):
        return False


def change_password(user_id: uuid.UUID, old: str, new: str) -> None:
    """A new password for somebody who knows the old one; closes all of their sessions."""
    user = queries.by_id(user_id)
    turns.take(turns.account(user.username, "change"), free=turns.FREE_PER_ACCOUNT)
    if not _is_right(user.password_hash, old):
        raise Refused("the old password is wrong")
    hashed = _hashed(new)
    with transaction():
        user.password_hash, user.password_changed_at = hashed, clock.now()
        end_sessions(user_id, "password")
        record_act("account.password", "staff_user", user_id, user_id)


def reset_password(user_id: uuid.UUID, new: str, by: uuid.UUID) -> None:
    """A new password for somebody who forgot theirs, let in by `by`; closes all of their sessions."""
    user, hashed = queries.by_id(user_id), _hashed(new)
    with transaction():
        user.password_hash, user.password_changed_at = hashed, clock.now()
        end_sessions(user_id, "password")
        record_act("account.password", "staff_user", user_id, by)


def set_active(user_id: uuid.UUID, is_active: bool, by: uuid.UUID) -> Account:
    """Disable an account (closing its sessions) or enable it; nobody disables themselves."""
    if user_id == by:
        raise Refused("nobody disables themselves")
    with transaction():
        queries.by_id(user_id).is_active = is_active
        if not is_active:
            end_sessions(user_id, "disabled")
        record_act("account.enable" if is_active else "account.disable", "staff_user", user_id, by)
    return queries.account(user_id)
