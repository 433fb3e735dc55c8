"""What the operator watches of calling one-stop systems back."""

from sqlalchemy import func, select

from portal.core.db import db
from portal.core.watch import Level, Line
from portal.dossiers.deliveries.models import Calling, Delivery


def line() -> Line:
    """Is any one-stop system not told what became of its messages?"""
    count, since = db.session.execute(
        select(func.count(), func.min(Delivery.at)).where(Delivery.calling == Calling.FAILED)
    ).one()
    return Line(
        "callbacks_failed",
        "Báo lại hệ thống một cửa",
        Level.MIND if count else Level.GOOD,
        f"{count} lần báo lại không tới được." if count else "Mọi lần báo lại đều tới nơi hoặc đang chờ.",
        since,
        "Hỏi đơn vị vận hành hệ thống một cửa, rồi bấm gọi lại ở trang Báo lại một cửa." if count else "",
        float(count),
    )
