"""What may be wrong with a page, in the words people choose from."""

from collections.abc import Mapping

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from portal.core.forms import Form
from portal.feedback.forms import lines

MOST_WORDS = 500
REASONS: Mapping[str, str] = {
    "not_found": "Không thấy điều cần tìm",
    "wrong": "Thông tin sai hoặc đã cũ",
    "hard": "Khó hiểu",
    "broken": "Trang lỗi, bấm không được",
    "other": "Lý do khác",
}


class WhyForm(Form):
    """One reason, and a sentence if somebody likes."""

    phieu = HiddenField()
    reason = RadioField(
        "Điều gì chưa được?",
        [InputRequired("Xin chọn một lý do.")],
        choices=[SelectChoice(key, words) for key, words in REASONS.items()],
    )
    words = TextAreaField("Nói rõ hơn", [Length(max=MOST_WORDS)], filters=[lines])
