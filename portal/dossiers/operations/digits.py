"""The last four digits of a dossier's phone: easily guessed, so wrong ones are counted (R16)."""

import hmac
from collections.abc import Sequence

from sqlalchemy import select, update

from portal.core import crypto, limits, settings
from portal.core.db import db, transaction
from portal.core.limits import Throttle
from portal.dossiers.models import Dossier, DossierContact

DAY, HOUR_SECONDS = 86400, 3600
HOUR = limits.key("digits-hour", "all")  # beyond the normal of an hour, proof of work is asked for
_ALL = limits.key("digits-all", "all")
_NOBODY = "----"
USUAL_MOST = 6  # phones of one dossier: of owner, submitter and who is authorised, seldom two each


def check_digits(code: str, digits: str, who: str, *, is_in_hour: bool = False) -> bool:
    """Do these digits end a phone of this dossier? Wrong ones are counted for `who`, the code and everybody.

    Beyond a limit the answer is no, whatever was typed. An unknown code is counted and answered alike.
    `is_in_hour` says that the try was counted for the hour before it came here.
    """
    chosen = settings.get()
    counters = (
        (limits.key("digits-one", who, code), chosen.wrong_digits_per_client_and_code),
        (limits.key("digits-code", code), chosen.wrong_digits_per_code),
        (limits.key("digits-client", who), chosen.wrong_digits_per_client),
        (_ALL, chosen.wrong_digits_overall),
    )
    if not is_in_hour:
        limits.count(HOUR, HOUR_SECONDS)
    # Counted before looking, so that many tries at once cannot pass together.
    open_still = [limits.count(name, DAY)[0] <= most for name, most in counters]
    fits = _fits(code, digits)
    if fits and all(open_still):
        _take_back([HOUR, *(name for name, _ in counters)])
        return True
    return False


def are_off() -> bool:
    """Were so many wrong ones tried today that digits open nothing any more, for anybody?"""
    return limits.seen(_ALL) >= settings.get().wrong_digits_overall


def _fits(code: str, digits: str) -> bool:
    """Compares with every phone, and with made-up ones where there are fewer: all answers take as long."""
    numbers: Sequence[str] = db.session.scalars(
        select(DossierContact.number)
        .join(Dossier, Dossier.id == DossierContact.dossier_id)
        .where(Dossier.code == code)
    ).all()
    # To open a sealed number is what takes time here: as often for no dossier as for one with many phones.
    made_up = [crypto.decrypt(_sealed_nobody()).decode() for _ in range(USUAL_MOST - len(numbers))]
    fits = [hmac.compare_digest(one[-4:].encode(), digits.encode()) for one in (*numbers, *made_up)]
    return any(fits[: len(numbers)])


def _sealed_nobody() -> bytes:
    if not _MADE:
        _MADE.append(crypto.encrypt(_NOBODY.encode()))
    return _MADE[0]


_MADE: list[bytes] = []


def _take_back(names: Sequence[str]) -> None:
    """Right digits do not count against anybody."""
    with transaction() as session:
        for name in sorted(names):
            session.execute(update(Throttle).where(Throttle.key == name).values(count=Throttle.count - 1))
