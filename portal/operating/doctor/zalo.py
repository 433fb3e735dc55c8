"""The Official Account: its kind, and whether a restore holds its messages. The desk watches the rest."""

from portal.account import queries as account
from portal.core import clock
from portal.core.watch import Level, Line
from portal.operating.backup import holding

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


def restored() -> Line:
    """Does a restored system wait for somebody's word before it sends?"""
    if holding.is_held():
        todo = (
            "Cho các hệ thống một cửa đẩy lại mọi thay đổi từ lúc sao lưu, rồi chạy: portal confirm-sending"
        )
        said = "Đang tắt sau khi khôi phục từ bản sao lưu; chưa ai xác nhận."
        return Line("restored", "Gửi tin", Level.ACT, said, todo=todo)
    return Line("restored", "Gửi tin", Level.GOOD, "Không bị giữ sau khôi phục.")
