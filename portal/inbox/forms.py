"""What officers type and choose in the inbox."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.core.forms import Form, tidied
from portal.core.search import tidy
from portal.notifications.messages import MOST_SIGNS

MOST_NOTE = 1000
MOST_PAGES = 10_000
NOW, IN_HOURS = "now", "hours"
STATES = ("open", "late", "paused", "closed")
WHO = ("all", "mine", "nobody", "followed")
Choices = Sequence[tuple[uuid.UUID, str]]


@dataclass(frozen=True)
class Asked:
    """A view of the list; None means any."""

    kind: str | None = None
    who: str = "all"  # all, mine, nobody, followed
    office_id: uuid.UUID | None = None
    state: str = "open"  # open, late, paused, closed
    page: int = 1


def asked(told: MultiDict[str, str], kinds: Sequence[str]) -> Asked:
    """The view an address asks for; what makes no sense counts as not said."""
    kind, who, state = told.get("loai"), told.get("ai", "all"), told.get("xem", "open")
    return Asked(
        kind=kind if kind in kinds else None,
        who=who if who in WHO else "all",
        office_id=_id(told.get("co-quan")),
        state=state if state in STATES else "open",
        page=min(max(told.get("trang", 1, type=int), 1), MOST_PAGES),
    )


def _id(told: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(told or "")
    except ValueError:
        return None


def lined(value: str | None) -> str | None:
    """Filter: tidy, but what was written in lines stays in lines."""
    if not isinstance(value, str):
        return value
    return re.sub(r"\n{3,}", "\n\n", "\n".join(tidy(line) for line in value.splitlines())).strip()


def one_of(choices: Choices, nobody: str | None = "–") -> list[SelectChoice]:
    """What a list offers; `nobody` is what choosing none is called (None: one must be chosen)."""
    none = [] if nobody is None else [SelectChoice("", nobody)]
    return [*none, *(SelectChoice(str(id_), name) for id_, name in choices)]


class HandOverForm(Form):
    """To which office, and why."""

    office = SelectField("Cơ quan nhận", [InputRequired("Xin chọn cơ quan nhận.")])
    why = StringField("Lý do chuyển", [Optional(), Length(max=MOST_NOTE)], filters=[tidied])

    def offer(self, offices: Choices) -> "HandOverForm":
        """The same form with these offices to choose from."""
        self.office.choices = one_of(offices)
        return self


class NoteForm(Form):
    """What colleagues should know."""

    note = TextAreaField(
        "Ghi chú nội bộ",
        [DataRequired("Xin viết ghi chú."), Length(max=MOST_NOTE)],
        filters=[lined],
        description="Chỉ cán bộ đọc được; người dân không thấy.",
    )


class ReplyForm(Form):
    """An answer to the citizen; `key` makes a second press harmless, `seen` warns of what a colleague did."""

    text = TextAreaField(
        "Câu trả lời",
        [DataRequired("Xin viết câu trả lời."), Length(max=MOST_SIGNS)],
        filters=[lined],
    )
    when = RadioField(
        "Gửi lúc nào",
        choices=[SelectChoice(NOW, "Gửi ngay"), SelectChoice(IN_HOURS, "Gửi khi cơ quan mở cửa")],
        default=NOW,
        validators=[InputRequired()],
    )
    key = HiddenField(validators=[InputRequired(), Length(min=16, max=64)])
    seen = HiddenField(validators=[InputRequired()])
    anyway = BooleanField("Tôi đã xem việc đồng nghiệp vừa làm, vẫn gửi câu này", [Optional()])

    def validate_text(self, field: TextAreaField) -> None:
        """A hole of a canned reply that nobody filled never goes out."""
        if left := re.findall(r"\{[^{}\n]{1,40}\}", field.data or ""):
            raise ValidationError(f"Xin điền chỗ còn trống: {left[0]}")

    def validate_seen(self, field: HiddenField) -> None:
        """The number of a line of the history."""
        if not (told := field.data or "").isdecimal() or len(told) > 18:
            raise ValidationError("Xin mở lại trang.")


class CannedForm(Form):
    """Words an office says often."""

    office = SelectField("Dùng cho", [Optional()])
    title = StringField("Tên gọi", [DataRequired("Xin đặt tên."), Length(max=80)], filters=[tidied])
    body = TextAreaField(
        "Nội dung", [DataRequired("Xin viết nội dung."), Length(max=MOST_SIGNS)], filters=[lined]
    )


class AbsenceForm(Form):
    """Who is away, from which day to which, and who stands in."""

    who = SelectField("Người vắng mặt", [InputRequired("Xin chọn người vắng mặt.")])
    since = DateField("Từ ngày", [InputRequired("Xin chọn ngày đầu.")])
    until = DateField("Đến hết ngày", [InputRequired("Xin chọn ngày cuối.")])
    stand_in = SelectField("Người làm thay", [Optional()])

    def offer(self, people: Choices) -> "AbsenceForm":
        """The same form with these people to choose from."""
        self.who.choices = one_of(people)
        self.stand_in.choices = one_of(people, "Trả về cơ quan, ai cũng nhận được")
        return self

    def validate_until(self, field: DateField) -> None:
        """Not before the first day."""
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError("Ngày cuối phải từ ngày đầu trở đi.")

    def validate_stand_in(self, field: SelectField) -> None:
        """Somebody else."""
        if field.data and field.data == self.who.data:
            raise ValidationError("Xin chọn người khác làm thay.")
