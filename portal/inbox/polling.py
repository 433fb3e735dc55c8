"""What an open list answers when it is asked again: nothing, while nothing has changed (ETag, 304)."""

import datetime as dt
import hashlib
import time

from flask import Response, request
from flask_login import current_user

from portal.core import clock, stamps, web
from portal.inbox.models import BELL

LONGEST = dt.timedelta(minutes=10)


def tag(until: dt.datetime | None) -> str:
    """Of the list as it stands now: the inbox's stamp, whose list it is, and how long it cannot grow old."""
    ends = min(until or clock.now() + LONGEST, clock.now() + LONGEST)
    return f"{_of()}.{int(ends.timestamp())}"


def is_same() -> bool:
    """Does the asker hold the list as it still stands? Two small questions to the database, no list."""
    told = request.if_none_match
    if not web.is_fragment() or not told:
        return False
    for kept in told.as_set():
        of, _, until = kept.rpartition(".")
        if until.isdecimal() and len(until) < 12 and int(until) > time.time() and of == _of():
            return True
    return False


def nothing_new() -> Response:
    """304, and whoever asked leaves its page alone."""
    answer = web.keep_private(Response(status=304))
    answer.headers["HX-Reswap"] = "none"
    return answer


def _of() -> str:
    whose = f"{current_user.id}|{current_user.grants}|{request.full_path}|{stamps.read(BELL)}"
    return hashlib.sha256(whose.encode()).hexdigest()[:32]
