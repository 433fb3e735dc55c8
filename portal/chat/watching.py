"""What the operator watches of Zalo's events: silence, a queue that does not move, forged calls (R31)."""

import datetime as dt

from sqlalchemy import func, select

from portal.chat import outage, silence
from portal.chat.models import InboxEvent, OutWhy
from portal.core import clock, limits, settings
from portal.core.db import db
from portal.core.watch import Level, Line

FORGED = limits.key("webhook-forged")


OUTAGES: dict[OutWhy, tuple[str, str]] = {
    OutWhy.FAILING: (
        "Cổng không nhận được sự kiện Zalo gửi tới.",
        "Xem cơ sở dữ liệu và tiến trình web còn chạy. Zalo gửi lại trong khoảng 2 giờ rồi tắt webhook: "
        "nếu đã quá, vào developers.zalo.me, mục Webhook, bật lại.",
    ),
    OutWhy.UNSIGNED: (
        "Mọi lời gọi webhook gần đây đều sai chữ ký.",
        "So ZALO_OA_SECRET và ZALO_APP_ID với trang Webhook của ứng dụng, rồi khởi động lại cổng.",
    ),
    OutWhy.LOST: (
        "Người dân đã nhắn tin nhưng Zalo không báo cho cổng.",
        "Vào developers.zalo.me, mục Webhook: xem địa chỉ, bật lại. Trong lúc chờ, cổng tự đọc danh sách "
        "trò chuyện ba phút một lần để trả lời.",
    ),
    OutWhy.NO_ECHO: (
        "Cổng gửi tin được nhưng Zalo không báo lại gì.",
        "Vào developers.zalo.me, mục Webhook: xem địa chỉ, bật lại và gửi thử một sự kiện.",
    ),
    OutWhy.SILENT: (
        "Im lặng nhiều giờ làm việc; Zalo có thể đã tắt webhook.",
        "Vào developers.zalo.me, mục Webhook: bật lại và gửi thử một sự kiện.",
    ),
}
"""How each outage is told, and the runbook's line for it."""


def webhook() -> Line:
    """Does Zalo still tell us anything?"""
    out, found = outage.now(), silence.now()
    key, title = "webhook_silence_hours", "Webhook"
    if out is None and found.is_alarming and found.since:
        out = outage.Outage(found.since, OutWhy.SILENT)
    if out is not None:
        said, todo = OUTAGES[out.why]
        return Line(key, title, Level.ACT, said, out.since, todo, found.hours)
    if found.since is None:
        said, todo = "Chưa nhận sự kiện nào từ Zalo.", OUTAGES[OutWhy.SILENT][1]
        return Line(key, title, Level.MIND, said, todo=todo)
    hours = f"{found.hours:.1f}".replace(".", ",")
    said = f"Sự kiện gần nhất cách đây {hours} giờ làm việc."
    return Line(key, title, Level.GOOD, said, found.since, value=found.hours)


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
