"""The Official Account: its kind, what it may do, and whether it still tells us anything."""

from portal.account import queries as account
from portal.chat import silence
from portal.core import clock, settings
from portal.core.watch import Level, Line

KINDS = {2: "doanh nghiệp", 4: "cơ quan nhà nước"}


def kind() -> Line:
    """Has Zalo told which kind of account this is, and is it the one we were set up for?"""
    found = account.profile()
    if found is None:
        todo = "Cấp quyền cho trang Zalo ở bàn làm việc (Trang Zalo), rồi đợi năm phút."
        return Line("oa_kind", "Loại trang Zalo", Level.MIND, "Chưa đọc được thông tin trang.", todo=todo)
    told = KINDS.get(found.oa_type or 0, f"loại {found.oa_type}")
    said = f"“{found.name}”, {told}, đọc lúc {clock.shown(found.read_at)}."
    if found.oa_type not in KINDS:
        todo = "Kiểm tra đúng mã trang (ZALO_OA_ID); loại trang này có thể không gửi được tin."
        return Line("oa_kind", "Loại trang Zalo", Level.MIND, said, todo=todo)
    return Line("oa_kind", "Loại trang Zalo", Level.GOOD, said)


def events() -> Line:
    """Does Zalo's webhook reach us?"""
    found, title = silence.now(), "Sự kiện từ Zalo (webhook)"
    address = f"{settings.get().base_url}/zalo/webhook"
    if found.since is None:
        todo = f"Ở developers.zalo.me đặt Webhook là {address}, bật các sự kiện, rồi nhắn thử vào trang."
        return Line("webhook", title, Level.MIND, "Chưa có sự kiện nào.", todo=todo)
    said = f"Sự kiện gần nhất lúc {clock.shown(found.since)}."
    if found.is_alarming:
        todo = f"Xem Webhook ở developers.zalo.me còn trỏ về {address} và còn bật không."
        said = f"{said} Đã im {found.hours:.0f} giờ làm việc."
        return Line("webhook", title, Level.ACT, said, found.since, todo, found.hours)
    return Line("webhook", title, Level.GOOD, said, found.since, value=found.hours)
