"""What keeps a broadcast from going on: too long, nobody, no day with room, too few who agreed."""

from portal.broadcast import room
from portal.broadcast.audience import ARTICLE
from portal.broadcast.models import Broadcast
from portal.core import clock, settings
from portal.core.errors import Refused


def barred(one: Broadcast) -> str | None:
    """Why the last dry run says that it cannot go out; None when it can."""
    told = one.dry_run
    if told.get("is_too_long"):
        return "too_long"
    if one.way == ARTICLE:
        return None
    if not told.get("sent"):
        return "nobody"
    if one.is_urgent or told.get("fits", True) or told.get("possible_on"):
        return None
    return "never_room"


def insist_on_room(one: Broadcast) -> None:
    """The day it goes out on takes all of it, beside what is kept for news of dossiers; else Refused."""
    if one.way == ARTICLE or one.is_urgent:
        return
    day = clock.local(one.planned_at or clock.now()).date()
    if int(one.dry_run.get("sent") or 0) > room.on(one.oa_id, day, apart_from=one.id):
        raise Refused("no_room")


def needed(one: Broadcast) -> int:
    """How many people must agree: two from BROADCAST_TWO_FROM people on, and for what Zalo sends to all."""
    is_large = one.way == ARTICLE or int(one.dry_run.get("sent") or 0) >= settings.get().broadcast_two_from
    return 2 if is_large else 1
