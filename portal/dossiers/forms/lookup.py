"""What people type to look a dossier up."""

from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from portal.core.forms import Form, tidied


class LookupForm(Form):
    """A code, or a text that holds some."""

    code = StringField("Mã hồ sơ", [DataRequired(), Length(max=1000)], filters=[tidied])


class DigitsForm(Form):
    """The last four digits of a phone of the dossier."""

    digits = StringField(
        "4 số cuối điện thoại",
        [InputRequired(), Regexp(r"^[0-9]{4}$", message="Xin nhập đúng 4 chữ số.")],
        filters=[tidied],
    )
