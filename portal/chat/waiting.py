"""What the operator watches of the conversation: does somebody wait for an officer (R31)?"""

import datetime as dt

from sqlalchemy import func, select

from portal.chat.models import Handover, Talk
from portal.core import clock
from portal.core.db import db
from portal.core.watch import Level, Line

LONG_WAIT = dt.timedelta(hours=16)  # a night is no fault, a working day is
TITLE = "Người cần gặp cán bộ"


def line() -> Line:
    """How many wait, and since when the first of them does."""
    count, since = db.session.execute(
        select(func.count(), func.min(Handover.asked_at)).where(Handover.state == Talk.WAITING)
    ).one()
    if not count:
        return Line("talks_waiting", TITLE, Level.GOOD, "Không ai đang chờ gặp cán bộ.")
    return Line(
        "talks_waiting",
        TITLE,
        Level.ACT if clock.now() - since > LONG_WAIT else Level.MIND,
        "Có người đang chờ gặp cán bộ.",
        since=since,
        todo="Cán bộ mở mục Gặp cán bộ, nhận và trả lời trong công cụ trò chuyện của Zalo.",
        value=float(count),
    )
