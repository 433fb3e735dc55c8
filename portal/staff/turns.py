"""Who may try a password now: who guesses long waits long, and nobody is locked out (reliability.md R26)."""

from sqlalchemy import delete

from portal.core import limits
from portal.core.db import transaction
from portal.core.errors import TooMany

FREE_PER_ACCOUNT = 5
FREE_PER_CLIENT = 30  # an office of many people may share one address
WINDOW = 3600
LONGEST_WAIT = 300


def account(username: str, device: str) -> str:
    """The counter of tries at one account. A device that signed in before has its own, so that a
    stranger's guesses do not slow down the person."""
    return limits.key("sign-in-account", username, device)


def client(address: str) -> str:
    """The counter of tries from one network address."""
    return limits.key("sign-in-client", address)


def take(counter: str, *, free: int) -> None:
    """Count one try; beyond `free` in an hour there is one try in 2, 4, 8 ... 300 seconds.

    Raises TooMany while waiting; a try that has to wait is not counted.
    """
    waits = limits.seen(counter) >= free
    if waits:
        _wait(counter, limits.seen(counter) - free)
    tries, _ = limits.count(counter, WINDOW)
    if tries > free and not waits:  # many tries at once passed the first look
        _wait(counter, tries - free)


def _wait(counter: str, beyond: int) -> None:
    """Take the only place of the running wait, or say how long it still lasts."""
    taken, left = limits.count(f"{counter}:wait", min(2 ** (beyond + 1), LONGEST_WAIT))
    if taken > 1:
        raise TooMany("too many tries", retry_after=left)


def forget(counter: str) -> None:
    """Start from nothing after a right password."""
    with transaction() as session:
        names = (counter, f"{counter}:wait")
        session.execute(delete(limits.Throttle).where(limits.Throttle.key.in_(names)))
