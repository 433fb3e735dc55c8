"""The Official Account: its kind. Its tokens, quota and webhook are lines that the desk watches."""

from portal.account import queries as account
from portal.core import clock
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
