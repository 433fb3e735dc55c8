"""The second step of signing in: codes of an app on the phone, and recovery codes for when it is gone."""

import secrets
import uuid

import pyotp
from sqlalchemy import delete, func, select, update

from portal.core import clock, crypto, settings
from portal.core.db import db, transaction
from portal.core.errors import Refused
from portal.staff import alarms, queries, trail, turns
from portal.staff.models import RecoveryCode, StaffUser

RECOVERY_CODES = 10
STEP = 30  # seconds a code is shown; the one before and the one after count, too
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """What an app is told to make codes of."""
    return pyotp.random_base32()


def address(secret: str, username: str) -> str:
    """What the QR holds that an app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=settings.get().province_name)


def code_at(secret: str, step: int) -> str:
    """The six digits of one step, counted from 1970."""
    return pyotp.TOTP(secret).generate_otp(step)


def matching_step(secret: str, typed: str, last: int | None) -> int | None:
    """The step whose code was typed: now, one before or one after, and later than the last one used."""
    now = int(clock.now().timestamp()) // STEP
    for step in (now - 1, now, now + 1):
        if (last is None or step > last) and secrets.compare_digest(code_at(secret, step), typed):
            return step
    return None


def turn_on(user_id: uuid.UUID, secret: str, typed: str) -> list[str]:
    """Ask for a code at every sign-in from now on; the ten recovery codes, told this once.

    Refused when the code does not come from this secret, so that nobody shuts themselves out. Turning on
    again replaces app and codes.
    """
    step = matching_step(secret, _digits(typed), None)
    if step is None:
        raise Refused("the code does not fit")
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    with transaction() as session:
        user = queries.by_id(user_id)
        user.totp_secret, user.totp_step = secret, step
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        session.add_all(RecoveryCode(user_id=user_id, code_hash=_hash(user_id, code)) for code in codes)
        trail.record_act("account.second_on", "staff_user", user_id, user_id)
    return codes


def check(user_id: uuid.UUID, typed: str, *, client: str) -> None:
    """Take a code of the app, or a recovery code: each counts once, also when sent twice at the same time.

    Raises Refused for a wrong or used one, and TooMany while the account or the client has to wait.
    """
    account = turns.account(str(user_id), "second")
    turns.take(account, free=turns.FREE_PER_ACCOUNT)
    turns.take(turns.client(client), free=turns.FREE_PER_CLIENT)
    user = queries.by_id(user_id)
    if not (_take_step(user, _digits(typed)) or _take_recovery(user_id, typed)):
        trail.record_act("sign_in.second_refused", "staff_user", user_id)
        alarms.note(user_id, client)
        raise Refused("the code does not fit")
    turns.forget(account)


def _take_step(user: StaffUser, typed: str) -> bool:
    """Whether this is a code of the app that nobody used before."""
    if user.totp_secret is None:
        return False
    step = matching_step(user.totp_secret, typed, user.totp_step)
    if step is None:
        return False
    unused = (StaffUser.id == user.id) & (func.coalesce(StaffUser.totp_step, 0) < step)
    with transaction() as session:
        taken = session.scalars(
            update(StaffUser).where(unused).values(totp_step=step).returning(StaffUser.id)
        ).all()
    return bool(taken)


def _take_recovery(user_id: uuid.UUID, typed: str) -> bool:
    """Whether this is one of the recovery codes, not used before."""
    it = (RecoveryCode.user_id == user_id) & (RecoveryCode.code_hash == _hash(user_id, typed))
    left = update(RecoveryCode).where(it, RecoveryCode.used_at.is_(None))
    with transaction() as session:
        taken = session.scalars(left.values(used_at=clock.now()).returning(RecoveryCode.id)).all()
        if taken:
            trail.record_act("sign_in.recovery_code", "staff_user", user_id, user_id)
    return bool(taken)


def turn_off(user_id: uuid.UUID, by: uuid.UUID) -> None:
    """No second step until set up again, for a lost phone; closes sessions. A repeat changes nothing."""
    with transaction() as session:
        user = queries.by_id(user_id)
        user.totp_secret = user.totp_step = None
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        trail.end_sessions(user_id, "second_off")
        trail.record_act("account.second_off", "staff_user", user_id, by)


def codes_left(user_id: uuid.UUID) -> int:
    """How many recovery codes are unused."""
    unused = (RecoveryCode.user_id == user_id) & RecoveryCode.used_at.is_(None)
    return db.session.scalar(select(func.count(RecoveryCode.id)).where(unused)) or 0


def is_needed(account: queries.Account) -> bool:
    """Whether a role of this person must not be used without a second step."""
    roles = settings.get().roles_with_second_step
    return any(grant.role.value in roles for grant in account.grants)


def _digits(typed: str) -> str:
    """What an app shows as `123 456`, as it is compared; anything else stays wrong."""
    bare = "".join(typed.split())
    return bare if bare.isascii() and bare.isdigit() and len(bare) == 6 else "-"


def _recovery_code() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2))


def _hash(user_id: uuid.UUID, code: str) -> str:
    """50 random bits need no slow hash; the person's id keeps equal codes apart."""
    return crypto.digest(f"{user_id}:{''.join(code.lower().split())[:40]}")
