"""Writing a broadcast: what is said, to whom, by which way, when and how often."""

import datetime as dt
import re
from typing import Any, Self

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from portal.broadcast.audience import ARTICLE, MESSAGE
from portal.broadcast.segments.forms import AudienceForm
from portal.core import clock
from portal.core.forms import Form, tidied

MOST_TEXT = 1600  # Zalo takes 2,000 signs; the line that says why somebody gets it goes with it
AHEAD = dt.timedelta(days=400)
REPEATS = {"": "Không lặp lại", "daily": "Hằng ngày", "weekly": "Hằng tuần", "month_end": "Cuối tháng"}
WAYS = {
    MESSAGE: "Nhắn riêng từng người",
    ARTICLE: "Bài viết, Zalo gửi cho cả trang",
}
_PATH = re.compile(r"/[a-z0-9][a-z0-9/._-]*/?")
_MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"]


def _link(form: Any, field: Any) -> None:
    if field.data and not (_PATH.fullmatch(field.data) or field.data.startswith("https://")):
        raise ValidationError("Xin nhập địa chỉ bắt đầu bằng https:// hoặc trang của cổng, ví dụ /tra-cuu/.")


class BroadcastForm(AudienceForm):
    """A broadcast as it is written; the audience's boxes belong to it."""

    title = StringField("Tiêu đề", [InputRequired(), Length(max=100)], filters=[tidied])
    way = RadioField(
        "Cách gửi", choices=[SelectChoice(way, text) for way, text in WAYS.items()], default=MESSAGE
    )
    body = TextAreaField("Nội dung tin", [InputRequired(), Length(max=MOST_TEXT)])
    link = StringField("Nút mở trang", [Optional(), Length(max=500), _link], filters=[tidied])
    is_urgent = BooleanField("Việc khẩn: gửi cả người chưa chọn loại tin, vượt giới hạn mỗi tuần")

    def is_fit(self, *, has_item: bool) -> bool:
        """Checked: Zalo chooses who reads an article, so ours cannot narrow it; and it needs an item."""
        fits = self.validate()
        if self.way.data == ARTICLE and not has_item:
            self.way.errors = ["Bài viết của Zalo cần kèm một bài trong mục Tin bài."]
            return False
        if self.way.data == ARTICLE and self.audience().told():
            self.way.errors = ["Bài viết của Zalo không chọn được loại tin, xã, phường hay nhóm."]
            fits = False
        return fits


class PlanForm(Form):
    """When it goes out, and whether it comes back; without a time it goes at once."""

    planned_at = DateTimeLocalField("Gửi lúc", [Optional()], format=_MOMENT)
    repeat = SelectField("Lặp lại", choices=[SelectChoice(value, text) for value, text in REPEATS.items()])

    @classmethod
    def of(cls, at: dt.datetime | None, repeat: str) -> Self:
        """The form as it was planned, on a Vietnamese clock."""
        local = clock.local(at).replace(tzinfo=None) if at else None
        return cls(data={"planned_at": local, "repeat": repeat})

    def at(self) -> dt.datetime | None:
        """The moment that was typed on a Vietnamese clock."""
        typed: dt.datetime | None = self.planned_at.data
        return typed.replace(tzinfo=clock.VIETNAM).astimezone(dt.UTC) if typed else None

    def is_fit(self, now: dt.datetime) -> bool:
        """Checked: the time is ahead and not in a wrong year; what repeats has a time."""
        fits, at = self.validate(), self.at()
        complaints = (
            (self.planned_at, at and at <= now, "Giờ gửi đã qua."),
            (self.planned_at, at and at > now + AHEAD, "Xin xem lại năm của giờ gửi."),
            (self.planned_at, self.repeat.data and at is None, "Tin lặp lại cần giờ gửi lần đầu."),
        )
        for field, is_wrong, word in complaints:
            if is_wrong and not field.errors:
                field.errors = [word]
                fits = False
        return fits


class MoveForm(Form):
    """Another day, at the same time of day."""

    day = DateField("Chuyển sang ngày", [InputRequired()])


class ReasonForm(Form):
    """Why something is ended or put right."""

    reason = StringField("Lý do", [InputRequired(), Length(min=5, max=300)], filters=[tidied])
