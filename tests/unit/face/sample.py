"""What the gallery of page parts is filled with: every status, a timeline, a form, and it refused."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Flask, render_template
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

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
# plain words, which WTForms takes and its type stubs do not know yet
FIELDS, WHO = ["Đất đai", "Hộ tịch"], ["Công dân", "Tổ chức"]


class Told(Form):
    """One field of each kind."""

    code = StringField("Mã hồ sơ", [InputRequired("Xin nhập mã hồ sơ.")])
    phone = StringField("Số điện thoại", [InputRequired("Xin nhập số.")], description="Ví dụ 0912 345 678")
    field = SelectField("Lĩnh vực", [InputRequired("Xin chọn.")], choices=FIELDS)  # type: ignore[arg-type]
    about = TextAreaField("Nội dung", [InputRequired("Xin viết nội dung.")])
    who = RadioField("Bạn là", [InputRequired("Xin chọn một mục.")], choices=WHO)  # type: ignore[arg-type]
    photo = FileField("Ảnh hiện trường", [Optional()])
    agree = BooleanField("Nhận thông báo qua Zalo")


def refused() -> Told:
    """The form sent with nothing in it; its ids differ, since both stand on one page."""
    form = Told(formdata=MultiDict({"phone": ""}), prefix="lai-")
    form.validate()
    return form


def gallery(app: Flask, path: str = "/tro-nang/", **more: Any) -> str:
    """The page of all parts, as the app itself renders it."""
    values: dict[str, Any] = {
        "layout": "base.html",
        "form": Told(),
        "refused": refused(),
        "statuses": STATUSES,
        "changes": CHANGES,
        "updated": date(2026, 6, 30),
        "icons": ["phone", "lotus"],
    }
    with app.test_request_context(path):
        return render_template("macros/_gallery.html", **{**values, **more})
