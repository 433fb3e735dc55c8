"""What the operator watches of sending: token, messages of the day, what waits, what went wrong (R31)."""

import datetime as dt

from sqlalchemy import func, select

from portal.core import clock, limits, settings
from portal.core.db import db
from portal.core.watch import Level, Line
from portal.dossiers.mapping import queries as mapping
from portal.dossiers.operations.digits import HOUR
from portal.notifications.models import Intent, QuotaDay, State
from portal.zalo import standing

_LEVELS = {
    standing.Level.GOOD: Level.GOOD,
    standing.Level.MIND: Level.MIND,
    standing.Level.PERSON: Level.ACT,
}


def token() -> Line:
    """May we speak to Zalo, and until when?"""
    stands = standing.look()
    level = _LEVELS[stands.level]
    worst = next((p for p in stands.problems if standing.needs_person(p)), next(iter(stands.problems), None))
    said, todo = standing.sentence(worst) if worst else (_ends(stands), "")
    age = (stands.now - stands.issued_at).total_seconds() if stands.issued_at else 0.0
    since = stands.problem_at if worst else stands.issued_at
    return Line("token_age_seconds", "Mã truy cập Zalo", level, said, since, todo, age)


def _ends(stands: standing.Standing) -> str:
    if stands.expires_at is None:
        return "Mã đang dùng được."
    return f"Mã đang dùng được đến {clock.shown(stands.expires_at)}, tự đổi trước lúc đó."


def quota() -> Line:
    """How many messages of today are left?"""
    chosen = settings.get()
    row = db.session.execute(
        select(QuotaDay.used, QuotaDay.cap).filter_by(oa_id=chosen.zalo_oa_id, day=clock.today())
    ).one_or_none()
    used, cap = (row.used, row.cap) if row else (0, chosen.daily_quota)
    left = max(cap - used, 0)
    share = 100 * left / cap if cap else 0.0
    level = Level.ACT if not left else Level.MIND if share <= chosen.watch_quota_percent else Level.GOOD
    todo = {
        Level.ACT: "Tin còn lại tự gửi vào ngày mai. Cần gấp: gọi điện, hoặc mua thêm tin tại oa.zalo.me.",
        Level.MIND: "Hoãn các tin không gấp; phần còn lại được giữ cho tin về hồ sơ.",
    }.get(level, "")
    midnight = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    said = f"Còn {left:,} trên {cap:,} tin hôm nay.".replace(",", ".")
    return Line("quota_left_percent", "Hạn mức tin trong ngày", level, said, midnight, todo, share)


def due() -> Line:
    """Does what is due go out?"""
    oldest = db.session.scalar(
        select(func.min(Intent.due_at)).where(
            Intent.state == State.QUEUED, Intent.due_at <= func.clock_timestamp()
        )
    )
    age = max((clock.now() - oldest).total_seconds(), 0.0) if oldest else 0.0
    is_late = age > settings.get().watch_due_minutes * 60
    return Line(
        "oldest_due_seconds",
        "Tin chờ gửi",
        Level.ACT if is_late else Level.GOOD,
        f"Tin cũ nhất đã chờ {int(age // 60)} phút." if oldest else "Không có tin nào bị chậm.",
        oldest,
        "Xem mã truy cập và hạn mức ở trên, rồi xem tiến trình relay và worker." if is_late else "",
        age,
    )


def unknown() -> Line:
    """Which sends need somebody's judgement?"""
    count, since = db.session.execute(
        select(func.count(), func.min(Intent.caused_at)).where(Intent.state == State.UNKNOWN)
    ).one()
    is_many = count >= settings.get().watch_unknown
    return Line(
        "unknown_sends",
        "Tin chưa rõ kết quả",
        Level.MIND if is_many else Level.GOOD,
        f"{count} tin không rõ đã tới hay chưa." if count else "Mọi tin đã gửi đều rõ kết quả.",
        since,
        "Mở trang Tin chưa rõ và quyết định từng tin; hệ thống không tự gửi lại." if is_many else "",
        float(count),
    )


def refused() -> Line:
    """Does Zalo refuse much?"""
    count, since = db.session.execute(
        select(func.count(), func.min(Intent.settled_at)).where(
            Intent.state == State.REFUSED, Intent.settled_at > clock.now() - dt.timedelta(days=1)
        )
    ).one()
    is_many = count >= settings.get().watch_refused
    return Line(
        "refused_sends",
        "Tin bị Zalo từ chối",
        Level.MIND if is_many else Level.GOOD,
        f"{count} tin trong 24 giờ." if count else "Không có tin nào trong 24 giờ.",
        since,
        "Xem mã lỗi và việc cần làm của từng mã ở trang Trang Zalo." if is_many else "",
        float(count),
    )


def wrong_digits() -> Line:
    """Is somebody guessing?"""
    seen, normal = limits.seen(HOUR), settings.get().wrong_digits_normal
    is_many = seen >= normal
    return Line(
        "wrong_digits",
        "Nhập sai 4 số điện thoại",
        Level.MIND if is_many else Level.GOOD,
        f"{seen} lần trong giờ này; mức thường là {normal}.",
        None,
        "Hệ thống đã tự yêu cầu thử thách. Nếu kéo dài: báo đơn vị an toàn thông tin." if is_many else "",
        float(seen),
    )


def unmapped() -> Line:
    """Does a one-stop system tell codes nobody has explained?"""
    count, since = mapping.open_tasks()
    return Line(
        "unmapped_codes",
        "Mã trạng thái chưa biết",
        Level.ACT if count else Level.GOOD,
        f"{count} mã chưa có ai giải nghĩa; chưa báo cho ai." if count else "Mọi mã trạng thái đều đã biết.",
        since,
        "Mở trang Mã trạng thái và chọn nghĩa của từng mã." if count else "",
        float(count),
    )


LINES = (token, quota, due, unknown, refused, wrong_digits, unmapped)
