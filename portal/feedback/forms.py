"""What people type into the feedback form."""

import re

from wtforms import (
    BooleanField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import EmailField, TelField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from portal.citizens.forms import parse_phone
from portal.core.forms import Form, tidied
from portal.core.search import tidy
from portal.feedback import codes
from portal.feedback.models import Kind

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]\\]{1,64}@[^\s@.<>\"',;:()]+(?:\.[^\s@.<>\"',;:()]+)+")

KINDS = [SelectChoice(kind.value) for kind in Kind]


def plain(value: str | None) -> str | None:
    """Filter: one line, no unseen and no control signs."""
    return tidied(_CONTROL.sub(" ", value)) if isinstance(value, str) else value


def lines(value: str | None) -> str | None:
    """Filter: as `plain`, but what was written in lines stays in lines."""
    if not isinstance(value, str):
        return value
    kept = [tidy(_CONTROL.sub(" ", line)) for line in re.split(r"\r\n|\r|\n", value)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


class FeedbackForm(Form):
    """Kind, text, place, photos, and who is to be answered."""

    once = HiddenField()
    law = HiddenField()  # was shown where complaints go and goes on
    own = HiddenField()  # was told that somebody reported the like near by and goes on
    calm = HiddenField()  # the citizen was shown 113, 114, 115 and goes on
    kind = RadioField(
        "Bạn muốn gửi",
        [InputRequired("Xin chọn một loại.")],
        choices=[SelectChoice(kind.value, kind.value) for kind in Kind],
    )
    text = TextAreaField("Nội dung", [InputRequired(), Length(max=2000)], filters=[lines])
    unit = SelectField("Xã, phường", choices=[], validate_choice=False)
    place = StringField("Ở đâu", [Length(max=300)], filters=[plain])
    latitude = HiddenField()  # told by the phone after a tap; rounded before it is kept
    longitude = HiddenField()
    dossier_code = StringField("Mã hồ sơ (nếu về một hồ sơ)", [Length(max=60)], filters=[plain])
    blamed = SelectField("Cơ quan bị phản ánh (nếu có)", choices=[], validate_choice=False)
    photos = MultipleFileField("Ảnh")
    name = StringField("Họ và tên", [Length(max=100)], filters=[plain])
    phone = TelField("Số điện thoại", [Length(max=40)], filters=[plain])
    email = EmailField("Thư điện tử", [Length(max=200)], filters=[plain])
    address = StringField("Địa chỉ của bạn", [Length(max=300)], filters=[plain])
    website = StringField("Để trống ô này", [Length(max=2000)])
    consent = BooleanField(
        "Tôi đồng ý để cơ quan nhà nước dùng thông tin này để xử lý phản ánh.",
        [InputRequired("Xin đánh dấu đồng ý để chúng tôi được xử lý nội dung bạn gửi.")],
    )

    def validate_text(self, field: TextAreaField) -> None:
        """Filters may leave nothing of what looked like text."""
        if not field.data:
            raise ValidationError("Xin nhập mục này.")

    def validate_unit(self, field: SelectField) -> None:
        """One of those offered; a form that was opened before there was a choice has none."""
        if field.data and field.data not in {str(one[0]) for one in field.iter_choices()}:
            raise ValidationError("Xin chọn trong danh sách.")

    def validate_blamed(self, field: SelectField) -> None:
        """As for the commune."""
        self.validate_unit(field)

    def validate_name(self, field: StringField) -> None:
        """The law wants to know who reflects about a regulation."""
        if self.kind.data == Kind.REGULATION and not field.data:
            raise StopValidation("Phản ánh về quy định cần họ và tên theo quy định của pháp luật.")

    def validate_address(self, field: StringField) -> None:
        """As for the name."""
        if self.kind.data == Kind.REGULATION and not field.data:
            raise StopValidation("Phản ánh về quy định cần địa chỉ theo quy định của pháp luật.")

    def validate_phone(self, field: TelField) -> None:
        """A number of the usual shape; one way to answer, except for what anybody may report unnamed."""
        if field.data and parse_phone(field.data) is None:
            raise ValidationError("Số điện thoại chưa đúng. Ví dụ: 0912 345 678.")
        if not field.data and not self.email.data and self.kind.data not in {None, Kind.FIELD_REPORT}:
            raise StopValidation("Xin nhập số điện thoại hoặc thư điện tử để chúng tôi trả lời bạn.")

    def validate_email(self, field: EmailField) -> None:
        """Only the shape; whether it exists is seen when somebody answers."""
        if field.data and not _EMAIL.fullmatch(field.data):
            raise ValidationError("Thư điện tử chưa đúng. Ví dụ: ten@gmail.com.")

    def position(self) -> tuple[float, float] | None:
        """Where the phone says it is; None for nothing, and for what is no place in Vietnam."""
        try:
            at = float(self.latitude.data or "x"), float(self.longitude.data or "x")
        except ValueError:
            return None
        return at if 8 <= at[0] <= 24 and 102 <= at[1] <= 118 else None


class WordsForm(Form):
    """What the sender adds: details that were asked for, or why it is not solved."""

    words = TextAreaField("Nội dung", [InputRequired(), Length(max=2000)], filters=[lines])

    def validate_words(self, field: TextAreaField) -> None:
        """Filters may leave nothing of what looked like text."""
        if not field.data:
            raise ValidationError("Xin nhập mục này.")


class FollowForm(Form):
    """A tracking code."""

    code = StringField("Mã theo dõi", [InputRequired(), Length(max=60)], filters=[plain])

    def validate_code(self, field: StringField) -> None:
        """The check sign tells a slip of the finger from a code that is not there."""
        if field.data and codes.read(field.data) is None:
            raise ValidationError("Mã chưa đúng. Xin xem lại từng ký tự trên phiếu nhận.")
