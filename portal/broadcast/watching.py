"""What the operator watches of broadcasts: one that stopped by itself waits for somebody's word."""

from sqlalchemy import func, select

from portal.broadcast.models import Broadcast, State
from portal.core.db import db
from portal.core.watch import Level, Line

TITLE = "Thông báo cho nhiều người"
CALM = "Không có thông báo nào tự dừng."
TODO = "Mở Thông báo: xem lý do, rồi cho gửi tiếp hoặc hủy. Phần chưa gửi vẫn còn nguyên."


def line() -> Line:
    """Did any halt on a burst of errors, or sleep through its time?"""
    count, since = db.session.execute(
        select(func.count(), func.min(Broadcast.changed_at)).where(
            Broadcast.state.in_((State.HALTED, State.MISSED))
        )
    ).one()
    if not count:
        return Line("broadcasts_stopped", TITLE, Level.GOOD, CALM)
    said = f"{count} thông báo đã tự dừng và chờ người quyết định."
    return Line("broadcasts_stopped", TITLE, Level.ACT, said, since, TODO, float(count))
