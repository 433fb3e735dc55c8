"""A form with one field of each kind, for the design page."""

from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Optional

from portal.core.forms import Form

FIELDS = [
    SelectChoice("", "Chọn lĩnh vực"),
    SelectChoice("dat-dai", "Đất đai"),
    SelectChoice("ho-tich", "Hộ tịch"),
]
WHO = [SelectChoice("cong-dan", "Công dân"), SelectChoice("to-chuc", "Tổ chức")]


class SampleForm(Form):
    """Filled by nobody; refused to show complaints."""

    code = StringField("Mã hồ sơ", [InputRequired("Xin nhập mã hồ sơ.")])
    phone = StringField("Số điện thoại", [InputRequired("Xin nhập số.")], description="Ví dụ 0912 345 678")
    field = SelectField("Lĩnh vực", [InputRequired("Xin chọn.")], choices=FIELDS)
    about = TextAreaField("Nội dung", [InputRequired("Xin viết nội dung.")])
    who = RadioField("Bạn là", [InputRequired("Xin chọn một mục.")], choices=WHO)
    photo = FileField("Ảnh hiện trường", [Optional()])
    agree = BooleanField("Nhận thông báo qua Zalo")


def refused() -> SampleForm:
    """The form sent with nothing in it; its ids differ, since both stand on one page."""
    form = SampleForm(prefix="lai-")
    form.validate()
    return form
