"""What an answer means for one person's row, and what the whole account learns from it (R4).

A broadcast is no news of a dossier: what is unclear stays unknown, whatever comes later (R9).
"""

import logging
from dataclasses import dataclass

from portal.broadcast.models import Progress
from portal.broadcast.sending.rows import Marked, Verdict
from portal.core import clock, settings
from portal.notifications import channel, hours
from portal.notifications.leases import seconds
from portal.zalo import codes, tokens
from portal.zalo.answers import NotNow, NotSent, Unclear, WrongDoor, ZaloError
from portal.zalo.codes import Class
from portal.zalo.oa import pace

MOST_TRIES = 5
AWAY_SECONDS = 20.0  # between two tries of one that was proven not sent
ERRORS = frozenset({Progress.REFUSED, Progress.FAILED, Progress.UNKNOWN})

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ended:
    """How one call ended: Zalo's id of the message, or the error; and by which path it went."""

    row: Marked
    version: int
    message_id: str | None = None
    error: ZaloError | None = None


def verdict(ended: Ended) -> Verdict:
    """The row's next state. Raises nothing; what concerns the account is `learn`'s."""
    row, error = ended.row, ended.error
    if error is None:
        return Verdict(row.id, Progress.SENT, message_id=ended.message_id)
    if isinstance(error, Unclear):
        return Verdict(row.id, Progress.UNKNOWN, "unclear_answer", error.code)
    if isinstance(error, NotSent):
        return _again(row, "retry", error, AWAY_SECONDS)
    if isinstance(error, WrongDoor):
        return _again(row, "wrong_door", error, 0.0)
    if isinstance(error, NotNow):
        if _is_personal(error):
            return Verdict(row.id, Progress.REFUSED, "window", error.code)
        return Verdict(row.id, Progress.WAITING, "not_now", error.code)
    is_own = error.code is None and error.http_status is None
    return Verdict(row.id, Progress.REFUSED, "too_long" if is_own else "refused", error.code)


def _again(row: Marked, reason: str, error: ZaloError, wait: float) -> Verdict:
    if row.tries >= MOST_TRIES:
        return Verdict(row.id, Progress.FAILED, "tries_used_up", error.code)
    return Verdict(row.id, Progress.WAITING, reason, error.code, wait=settings.get().scaled(wait))


def _is_personal(error: ZaloError) -> bool:
    """Zalo's window of one person is shut; the account's own day or night is everybody's."""
    is_window = error.meaning is not None and error.meaning.kind is Class.WINDOW
    return is_window and error.code not in (codes.OUT_OF_QUOTA, codes.NIGHT)


def is_about_us(ended: Ended) -> bool:
    """Zalo refused the token or the path of this call: whatever is sent the same way is refused, too."""
    error = ended.error
    is_token = error is not None and error.meaning is not None and error.meaning.kind is Class.TOKEN
    return isinstance(error, WrongDoor) or (isinstance(error, NotNow) and is_token)


def learn(ended: Ended) -> None:
    """What this answer tells of the whole account: a rest, the other path, a token that is refused."""
    error = ended.error
    if error is None:
        return
    if isinstance(error, WrongDoor):
        channel.switch(ended.version, error.code)
    elif isinstance(error, NotNow) and not _is_personal(error):
        _rest(error)
    elif error.meaning is not None and error.meaning.kind is Class.OPERATOR:
        log.error("Zalo refuses the account itself code=%s %s", error.code, error.meaning.said)


def _rest(error: NotNow) -> None:
    now, kind = clock.now(), error.meaning.kind if error.meaning else Class.BACK_OFF
    if error.code == codes.OUT_OF_QUOTA:
        log.error("Zalo says the quota is used up; sending rests until tomorrow")
        channel.pause(hours.tomorrow(now), channel.FULL)
    elif error.code == codes.NIGHT:
        channel.pause(hours.morning(now), f"code {error.code}")
    elif kind is Class.TOKEN:
        tokens.report_refused(error.generation)
    else:
        rest = max(pace.slow_down(error.most_calls), error.retry_after or 0.0)
        channel.pause(now + seconds(rest), f"code {error.code}")
        log.error("Zalo asks for a rest code=%s", error.code)
