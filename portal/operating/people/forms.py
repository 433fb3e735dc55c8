"""What is typed about a request of somebody's data."""

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.citizens.forms import parse_phone
from portal.core.forms import Form, tidied
from portal.operating.models import CameBy, Wish

WISHES = {Wish.EXPORT: "Nhận bản sao dữ liệu của mình", Wish.ERASE: "Xóa dữ liệu của mình"}
WAYS = {
    CameBy.COUNTER: "Đến trực tiếp",
    CameBy.LETTER: "Đơn, công văn",
    CameBy.HOTLINE: "Tổng đài",
    CameBy.COMMAND: "Dòng lệnh",
}


def _is_phone(_form: Form, field: StringField) -> None:
    if field.data and parse_phone(field.data) is None:
        raise ValidationError("Xin nhập số điện thoại Việt Nam, ví dụ 0912 345 678.")


class RequestForm(Form):
    """One request: what, whose number, how it came, and that somebody looked who it is."""

    wish = RadioField(
        "Người dân muốn", [InputRequired()], choices=[SelectChoice(one, said) for one, said in WISHES.items()]
    )
    phone = StringField("Số điện thoại", [DataRequired(), Length(max=40), _is_phone], filters=[tidied])
    came_by = SelectField(
        "Yêu cầu đến qua",
        choices=[SelectChoice(one, said) for one, said in WAYS.items() if one is not CameBy.COMMAND],
    )
    is_checked = BooleanField(
        "Đã kiểm tra giấy tờ: số này là của người yêu cầu",
        [DataRequired("Chỉ nhận khi đã kiểm tra người yêu cầu là ai.")],
    )


class EraseForm(Form):
    """An erasure cannot be taken back; numbers that were only claimed are a choice."""

    with_claimed = BooleanField("Xóa cả người mới khai số này trên Zalo, chưa xác minh")
    is_sure = BooleanField(
        "Tôi hiểu dữ liệu đã xóa không lấy lại được",
        [DataRequired("Xin xác nhận: dữ liệu đã xóa không lấy lại được.")],
    )


class RefuseForm(Form):
    """Why it is not done."""

    why = TextAreaField("Lý do từ chối", [InputRequired("Xin ghi lý do."), Length(max=300)], filters=[tidied])
