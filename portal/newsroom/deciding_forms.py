"""What is chosen when something is decided about an item: times, reasons, days."""

import datetime as dt

from wtforms import DateField, DateTimeLocalField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.core.forms import Form, tidied
from portal.newsroom.forms import moment

AHEAD = dt.timedelta(days=400)  # nobody plans further; a wrong year is a slip


class ScheduleForm(Form):
    """When it goes on the portal and when it ends; without a time it goes at once."""

    publish_at = DateTimeLocalField("Đăng lúc", [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"])
    expire_at = DateTimeLocalField(
        "Hết hiệu lực lúc", [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"]
    )
    review_by = DateField("Ngày xem lại", [Optional()])

    def fits(self, now: dt.datetime, *, must_end: bool) -> bool:
        """Checked: what has an end ends after it begins, and nobody plans beyond AHEAD."""
        fits = self.validate()
        begin, end = moment(self.publish_at), moment(self.expire_at)
        complaints = (
            (self.expire_at, must_end and end is None, "Cảnh báo khẩn luôn phải có giờ kết thúc."),
            (self.expire_at, end and end <= (begin or now), "Giờ hết hiệu lực phải sau giờ đăng."),
            (self.publish_at, begin and begin > now + AHEAD, "Xin xem lại năm của giờ đăng."),
            (self.expire_at, end and end > now + 10 * AHEAD, "Xin xem lại năm của giờ hết hiệu lực."),
        )
        for field, is_wrong, word in complaints:
            if is_wrong and not field.errors:
                field.errors = [word]
                fits = False
        return fits


class ReasonForm(Form):
    """Why; who must not go on without telling."""

    reason = TextAreaField("Lý do", [InputRequired(), Length(min=5, max=500)], filters=[tidied])


class MoveForm(Form):
    """Another day."""

    day = DateField("Chuyển sang ngày", [InputRequired()])


class ReviewForm(Form):
    """When it is to be looked at again."""

    review_by = DateField("Xem lại lần sau", [Optional()])
