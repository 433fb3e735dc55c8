"""What editors say about a picture."""

import re
from typing import Any

from wtforms import BooleanField, DateField, FileField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.core.forms import Form, tidied

_FILE_NAME = re.compile(r"(?i)\S+\.(?:jpe?g|png|webp|gif|heic)|(?:img|dsc|image|screenshot|ảnh)[\s_-]*\d*")


class PictureForm(Form):
    """Words about a picture: what it shows, or that it only decorates."""

    alt = TextAreaField(
        "Mô tả ảnh cho người không nhìn thấy",
        [Length(max=250)],
        filters=[tidied],
        description="Một câu nói ảnh cho thấy gì, ví dụ: “Người dân nộp hồ sơ tại quầy số 3”.",
    )
    is_decorative = BooleanField("Ảnh chỉ để trang trí, không mang nội dung")
    title = StringField(
        "Tên để tìm lại", [Length(max=120)], filters=[tidied], description="Bỏ trống thì dùng lời mô tả."
    )
    credit = StringField("Nguồn ảnh, người chụp", [Length(max=120)], filters=[tidied])
    is_shared = BooleanField("Cơ quan khác được dùng ảnh này")

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.alt.flags.required = True  # unless the tick says otherwise, so browsers do not insist

    def validate_alt(self, field: TextAreaField) -> None:
        """Required, unless the picture only decorates; a file's name describes nothing."""
        if self.is_decorative.data:
            return
        if not field.data:
            raise ValidationError("Xin mô tả ảnh, hoặc đánh dấu ảnh chỉ để trang trí.")
        if _FILE_NAME.fullmatch(field.data):
            raise ValidationError("Đây là tên tệp. Xin viết ảnh cho thấy gì.")


class UploadForm(PictureForm):
    """A new picture; `office` is asked of whoever works for several."""

    file = FileField("Tệp ảnh", description="JPEG, PNG hoặc WebP, lớn nhất 20 MB. Vị trí chụp được xóa.")
    office = SelectField("Thuộc cơ quan", choices=[])

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.file.flags.required = True


class PaperForm(Form):
    """Facts about a paper, as its head tells them."""

    title = StringField("Tên văn bản", [InputRequired(), Length(max=250)], filters=[tidied])
    number = StringField(
        "Số, ký hiệu", [Length(max=60)], filters=[tidied], description="Ví dụ: 1149/BC-STTTT."
    )
    signed_on = DateField("Ngày ký", [Optional()])
    signer = StringField("Người ký", [Length(max=120)], filters=[tidied])
    is_shared = BooleanField("Cơ quan khác được dùng văn bản này")


class PaperUploadForm(PaperForm):
    """A new paper."""

    file = FileField("Tệp văn bản", description="PDF, DOCX hoặc XLSX, lớn nhất 20 MB, không có macro.")
    office = SelectField("Thuộc cơ quan", choices=[])

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.file.flags.required = True


class FocusForm(Form):
    """The point that every crop shows, in percent."""

    x = IntegerField(
        "Từ mép trái (%)", [InputRequired(), NumberRange(0, 100, "Xin nhập một số từ 0 đến 100.")]
    )
    y = IntegerField(
        "Từ mép trên (%)", [InputRequired(), NumberRange(0, 100, "Xin nhập một số từ 0 đến 100.")]
    )
