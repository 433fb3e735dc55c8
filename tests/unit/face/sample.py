"""What the gallery of page parts is filled with: every status, a timeline, a form, and it refused."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Flask, render_template

from portal.doors.forms import SampleForm, refused

STATUSES = [
    (1, "Mới đăng ký"),
    (2, "Được tiếp nhận"),
    (3, "Không được tiếp nhận"),
    (4, "Đang xử lý"),
    (5, "Yêu cầu bổ sung giấy tờ"),
    (6, "Yêu cầu thực hiện nghĩa vụ tài chính"),
    (7, "Công dân yêu cầu rút hồ sơ"),
    (8, "Dừng xử lý"),
    (9, "Đã xử lý xong"),
    (10, "Đã trả kết quả"),
]
CHANGES = [
    {"label": "Được tiếp nhận", "state": "done", "at": datetime(2026, 7, 1, 3, 15, tzinfo=UTC), "code": 2},
    {
        "label": "Đang xử lý",
        "state": "now",
        "at": datetime(2026, 7, 2, 3, 15, tzinfo=UTC),
        "place": "Phòng Kinh tế",
    },
    {"label": "Đã trả kết quả", "state": "later", "when": "Dự kiến 15/07/2026", "note": "Tại quầy số 3."},
]


def gallery(app: Flask, path: str = "/tro-nang/", cookie: str = "", **more: Any) -> str:
    """The page of all parts, as the app itself renders it."""
    values: dict[str, Any] = {
        "layout": "base.html",
        "form": SampleForm(),
        "refused": refused(),
        "statuses": STATUSES,
        "changes": CHANGES,
        "updated": date(2026, 6, 30),
        "icons": ["phone", "lotus"],
    }
    with app.test_request_context(path, headers={"Cookie": cookie}):
        return render_template("macros/_gallery.html", **{**values, **more})
