"""What officers type at the counter and on the list of people we could not tell."""

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError

from portal.citizens.forms import parse_phone
from portal.citizens.messages import WITH_SMS
from portal.core import settings
from portal.core.forms import Form, tidied

ZALO_ALONE = "counter-1"  # versions of messages.CONSENTS
DOSSIER, ALL = "dossier", "all"
TOLD, NO_ANSWER = "told", "no_answer"
MOST_NOTE = 500


def consent_version() -> str:
    """The wording on the page today: where SMS is switched on it says so."""
    return WITH_SMS if settings.get().sms_url else ZALO_ALONE


def _is_todays(_form: Form, field: StringField) -> None:
    if field.data != consent_version():
        raise ValidationError("Lời đồng ý vừa được thay đổi. Xin đọc lại cho người dân nghe.")


def _is_phone(_form: Form, field: StringField) -> None:
    if field.data and parse_phone(field.data) is None:
        raise ValidationError("Xin nhập số điện thoại Việt Nam, ví dụ 0912 345 678.")


class CheckForm(Form):
    """Whose phone, and for which dossier; spaces and marks of any kind are taken."""

    phone = StringField(
        "Số điện thoại người dân dùng cho Zalo",
        [DataRequired(), Length(max=40), _is_phone],
        filters=[tidied],
    )
    code = StringField("Mã hồ sơ", [Optional(), Length(max=400)], filters=[tidied])


class ConsentForm(Form):
    """A citizen's yes; the box starts empty, the wording they saw comes back with it."""

    agreed = BooleanField(
        "Người dân đã nghe và đồng ý", [DataRequired("Chỉ ghi nhận khi người dân đã đồng ý.")]
    )
    scope = RadioField(
        "Đồng ý cho",
        [InputRequired()],
        choices=[
            SelectChoice(DOSSIER, "Chỉ hồ sơ này"),
            SelectChoice(ALL, "Mọi hồ sơ dùng số điện thoại này"),
        ],
    )
    text_version = HiddenField(validators=[_is_todays])


class CheckDigitsForm(Form):
    """The four digits of the test message, as they stand on the citizen's phone."""

    check = StringField(
        "Mã kiểm tra trong tin thử",
        [InputRequired(), Regexp(r"^[0-9]{4}$", message="Xin nhập đúng 4 chữ số.")],
        filters=[tidied],
    )


class CallForm(Form):
    """How a call went."""

    result = RadioField(
        "Kết quả cuộc gọi",
        [InputRequired()],
        choices=[SelectChoice(TOLD, "Đã báo cho người dân"), SelectChoice(NO_ANSWER, "Chưa báo được")],
    )
    note = TextAreaField("Ghi chú cuộc gọi", [Optional(), Length(max=MOST_NOTE)], filters=[tidied])


class MendForm(Form):
    """The number the person uses on Zalo, told on the telephone, and their yes to it."""

    phone = StringField("Số điện thoại đúng", [DataRequired(), Length(max=40), _is_phone], filters=[tidied])
    agreed = BooleanField(
        "Người dân đồng ý nhận thông báo hồ sơ này qua số mới",
        [DataRequired("Chỉ sửa số khi người dân đã đồng ý.")],
    )


class GiveUpForm(Form):
    """Why nobody tries any more."""

    reason = TextAreaField(
        "Lý do thôi liên hệ", [InputRequired(), Length(min=5, max=MOST_NOTE)], filters=[tidied]
    )
