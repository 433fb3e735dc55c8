"""What a person may tap on their own page."""

from wtforms import BooleanField, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from portal.citizens.messages import CONSENTS
from portal.core.forms import Form, tidied

TOO_MANY = "Mỗi người cho được nhiều nhất 5 đường dẫn. Xin thu hồi bớt trước."


class ConsentForm(Form):
    """One switch: which purpose, and whether it is to be on."""

    purpose = StringField(validators=[AnyOf([purpose.value for purpose in CONSENTS])])
    on = StringField(validators=[AnyOf(["1", "0"])])


class ShareForm(Form):
    """For whom a link is: a word for whoever gives it."""

    label = StringField(
        "Cho ai", [InputRequired("Xin ghi cho ai, ví dụ: con gái Lan."), Length(max=60)], filters=[tidied]
    )


class EraseForm(Form):
    """Erasing must be meant: the box is never ticked beforehand."""

    sure = BooleanField(
        "Tôi hiểu rằng dữ liệu bị xóa không lấy lại được.",
        [InputRequired("Xin đánh dấu vào ô này nếu bạn thật sự muốn xóa.")],
    )
