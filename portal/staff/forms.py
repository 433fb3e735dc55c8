"""What people type to sign in and to change their password."""

from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from portal.core.forms import Form


class SignInForm(Form):
    """A name and a password; nothing about them is judged here, so that every wrong pair looks alike."""

    username = StringField(
        "Tên đăng nhập",
        [InputRequired(), Length(max=100)],
        filters=[lambda typed: typed.strip().lower() if typed else typed],
    )
    password = PasswordField("Mật khẩu", [InputRequired(), Length(max=256)])


class PasswordForm(Form):
    """The old password and a new one, twice."""

    old = PasswordField("Mật khẩu đang dùng", [InputRequired(), Length(max=256)])
    new = PasswordField("Mật khẩu mới", [InputRequired(), Length(min=12, max=256)])
    again = PasswordField(
        "Nhập lại mật khẩu mới",
        [InputRequired(), EqualTo("new", message="Hai lần nhập mật khẩu mới chưa giống nhau.")],
    )
