"""The line about guessed passwords that operators watch (R31)."""

from portal.core.watch import Level, Line
from portal.staff import alarms

TITLE = "Dò mật khẩu cán bộ"
CALM = "Không có ai dò mật khẩu"
GUESSED = "Có cảnh báo dò mật khẩu chưa xử lý"
TODO = "Mở Cảnh báo đăng nhập: gọi người dùng, cho đặt lại mật khẩu, chặn mạng đó nếu còn tiếp."


def line() -> Line:
    """Whether alarms wait for somebody to deal with them."""
    count = alarms.count_open()
    level, said = (Level.ACT, GUESSED) if count else (Level.GOOD, CALM)
    return Line("sign_in_guesses", TITLE, level, said, todo=TODO, value=count)
