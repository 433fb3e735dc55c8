"""Groups of officials: a new one, a code for it, a list of numbers."""

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.core.forms import Form, tidied


class GroupForm(Form):
    """A new group."""

    name = StringField("Tên nhóm", [InputRequired(), Length(max=80)], filters=[tidied])


class CodeForm(Form):
    """For how many people and days a code opens the group."""

    most = IntegerField("Số người dùng được", [InputRequired(), NumberRange(1, 2000)], default=50)
    days = IntegerField("Số ngày dùng được", [InputRequired(), NumberRange(1, 90)], default=30)


class ListForm(Form):
    """Numbers, one a line."""

    numbers = TextAreaField("Số điện thoại, mỗi dòng một số", [InputRequired(), Length(max=400_000)])
