"""Lines about the installation itself: processes of two versions, failing work, what is held back."""

from portal.core import queue
from portal.core.watch import Level, Line
from portal.operating import queries

SWEPT = "Xem trang Vận hành, mục Công việc lỗi: chạy lại, hoặc gửi tên việc cho nhà phát triển."


def versions() -> Line:
    """Does the same code run everywhere?"""
    found = sorted({one.version for one in queue.living()})
    key, title = "versions", "Bản đang chạy"
    if len(found) > 1:
        said = f"{len(found)} bản chạy cạnh nhau: {', '.join(found)}."
        todo = "Đang cập nhật thì chờ xong; nếu không, cập nhật máy còn bản cũ rồi khởi động lại."
        return Line(key, title, Level.MIND, said, todo=todo, value=float(len(found)))
    return Line(
        key, title, Level.GOOD, f"Bản {found[0]}." if found else "Chưa thấy tiến trình nào.", value=1.0
    )


def failing() -> Line:
    """Did work that comes again, or jobs of the queue, fail?"""
    duties, jobs = queries.duties(), queue.failed()
    key, title, count = "failing_work", "Công việc lỗi", float(len(duties) + len(jobs))
    if not count:
        return Line(key, title, Level.GOOD, "Không có việc nào lỗi.")
    since = min((at for at in (*(one.at for one in duties), *(job.at for job in jobs)) if at), default=None)
    said = f"{len(duties)} việc định kỳ và {len(jobs)} việc trong hàng đợi kết thúc bằng lỗi."
    return Line(key, title, Level.MIND, said, since, SWEPT, count)


def held_back() -> Line:
    """Does somebody hold messages back?"""
    held = queries.held_back()
    key, title = "held_back", "Tin được giữ lại"
    if not held:
        return Line(key, title, Level.GOOD, "Không loại tin nào bị tạm dừng.")
    waiting = sum(one.waiting for one in held)
    said = f"{len(held)} mục đang tạm dừng, {waiting} tin chờ."
    todo = "Hết lý do thì mở lại ở trang Vận hành; tin đi theo thứ tự."
    return Line(key, title, Level.MIND, said, min(one.since for one in held), todo, float(waiting))


LINES = (versions, failing, held_back)
