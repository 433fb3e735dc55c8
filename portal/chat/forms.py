"""What an officer types to search the journal or to read the chats again, and the words for events."""

import datetime as dt

from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from portal.chat.events import Kind
from portal.core import clock
from portal.core.forms import Form, tidied

KIND_WORDS: dict[str, str] = {
    Kind.FOLLOW: "Quan tâm",
    Kind.UNFOLLOW: "Bỏ quan tâm",
    Kind.TEXT: "Tin nhắn",
    Kind.ATTACHMENT: "Ảnh, tệp, vị trí",
    Kind.INFO: "Chia sẻ thông tin",
    Kind.CHATNOW: "Mở cuộc trò chuyện",
    Kind.WITHDRAW: "Rút lại mọi đồng ý",
    Kind.ACCOUNT: "Thay đổi của tài khoản",
    Kind.RATING: "Đánh giá một tin",
    Kind.ECHO: "Tin trang Zalo đã gửi",
    Kind.RECEIPT: "Đã nhận, đã xem",
    Kind.NOTED: "Chỉ lưu lại",
    Kind.UNKNOWN: "Loại chưa biết",
}

OUTCOME_WORDS: dict[str, str] = {
    "": "Đang chờ xử lý",
    "answered": "Đã trả lời",
    "done": "Đã xử lý",
    "stored": "Đã lưu",
    "set_aside": "Để riêng vì sai thời gian",
    "failed": "Không xử lý được",
}


class JournalForm(Form):
    """By whom, what and when; everything may be left out."""

    user = StringField("Mã người dùng Zalo", [Optional(), Length(max=100)], filters=[tidied])
    kind = SelectField(
        "Loại sự kiện",
        choices=[SelectChoice("", "Tất cả"), *(SelectChoice(k, w) for k, w in KIND_WORDS.items())],
        default="",
    )
    since = DateField("Từ ngày", [Optional()])
    until = DateField("Đến hết ngày", [Optional()])

    @property
    def first(self) -> dt.datetime | None:
        """The first moment asked for, on Vietnam's clock."""
        return _midnight(self.since.data)

    @property
    def last(self) -> dt.datetime | None:
        """The first moment after what is asked for."""
        return _midnight(self.until.data + dt.timedelta(days=1)) if self.until.data else None


class CatchUpForm(Form):
    """How far back Zalo's recent chats are read."""

    hours = SelectField(
        "Đọc lại từ",
        [InputRequired()],
        choices=[
            SelectChoice("2", "2 giờ trước"),
            SelectChoice("8", "8 giờ trước"),
            SelectChoice("24", "1 ngày trước"),
            SelectChoice("72", "3 ngày trước"),
            SelectChoice("168", "7 ngày trước"),
        ],
        default="24",
    )


def _midnight(day: dt.date | None) -> dt.datetime | None:
    try:
        return clock.midnight(day) if day else None
    except OverflowError:
        return None
