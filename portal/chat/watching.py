"""What the operator watches of Zalo's events: silence, a queue that does not move, forged calls (R31)."""

import datetime as dt

from sqlalchemy import func, select

from portal.chat import silence
from portal.chat.models import InboxEvent
from portal.core import clock, limits, settings
from portal.core.db import db
from portal.core.watch import Level, Line

FORGED = limits.key("webhook-forged")


def webhook() -> Line:
    """Does Zalo still tell us anything?"""
    found = silence.now()
    title, todo = "Webhook", "Vào developers.zalo.me, mục Webhook: bật lại và gửi thử một sự kiện."
    if found.since is None:
        said = "Chưa nhận sự kiện nào từ Zalo."
        return Line("webhook_silence_hours", title, Level.MIND, said, todo=todo)
    hours = f"{found.hours:.1f}".replace(".", ",")
    if found.is_alarming:
        said = f"Im lặng {hours} giờ làm việc; Zalo có thể đã tắt webhook."
        return Line("webhook_silence_hours", title, Level.ACT, said, found.since, todo, found.hours)
    said = f"Sự kiện gần nhất cách đây {hours} giờ làm việc."
    return Line("webhook_silence_hours", title, Level.GOOD, said, found.since, value=found.hours)


def inbox() -> Line:
    """Are events worked on as they come?"""
    oldest = db.session.scalar(
        select(func.min(InboxEvent.due_at)).where(
            InboxEvent.done_at.is_(None), InboxEvent.due_at <= func.now()
        )
    )
    age = max((clock.now() - oldest).total_seconds(), 0.0) if oldest else 0.0
    is_late = age > settings.get().watch_inbox_seconds
    return Line(
        "inbox_age_seconds",
        "Hộp thư sự kiện",
        Level.ACT if is_late else Level.GOOD,
        f"Sự kiện cũ nhất đã chờ {int(age)} giây." if oldest else "Không có sự kiện nào đang chờ.",
        oldest,
        "Xem tiến trình worker và relay còn chạy; sự kiện lỗi nằm trong Nhật ký Zalo." if is_late else "",
        age,
    )


def forged() -> Line:
    """Does somebody call in Zalo's name, or is our secret the wrong one?"""
    seen = limits.seen(FORGED)
    is_many = seen >= settings.get().watch_forged
    return Line(
        "webhook_forged",
        "Sự kiện giả mạo",
        Level.MIND if is_many else Level.GOOD,
        f"{seen} lần gọi sai chữ ký trong 5 phút." if seen else "Không có lần gọi sai chữ ký.",
        clock.now() - dt.timedelta(minutes=5) if seen else None,
        "Nếu xảy ra liên tục: so ZALO_OA_SECRET với trang Webhook của ứng dụng." if is_many else "",
        float(seen),
    )


LINES = (webhook, inbox, forged)
