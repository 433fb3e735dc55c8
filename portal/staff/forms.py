"""What people type to sign in, to change their password, and about other people's accounts."""

import uuid

from wtforms import PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import EqualTo, InputRequired, Length, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.forms import Form, tidied
from portal.staff import easy
from portal.staff.models import Role

NAMES = {
    Role.AUTHOR: "Người viết",
    Role.EDITOR: "Biên tập viên",
    Role.PUBLISHER: "Người duyệt đăng",
    Role.OFFICER: "Cán bộ một cửa",
    Role.SUPPORT: "Nhân viên hỗ trợ",
    Role.DATA: "Cán bộ dữ liệu",
    Role.LEADER: "Lãnh đạo",
    Role.ADMIN: "Quản trị",
}
_ROLES = [SelectChoice(role.value, NAMES[role]) for role in Role]


def _hard(form: Form, field: PasswordField) -> None:
    if easy.is_easy(field.data or ""):
        raise ValidationError(easy.WHY)


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
    new = PasswordField("Mật khẩu mới", [InputRequired(), Length(min=12, max=256), _hard])
    again = PasswordField(
        "Nhập lại mật khẩu mới",
        [InputRequired(), EqualTo("new", message="Hai lần nhập mật khẩu mới chưa giống nhau.")],
    )


class CodeForm(Form):
    """Six digits of the app, or one of the recovery codes."""

    code = StringField("Mã xác nhận", [InputRequired(), Length(max=40)], filters=[tidied])


class MultiCheckboxField(SelectMultipleField):
    """Boxes to tick; the form macro knows it by this name."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RolesForm(Form):
    """Roles at one office or in the whole province."""

    roles = MultiCheckboxField("Thêm vai trò", choices=_ROLES)
    office = SelectField("Làm việc ở")

    def wanted(self) -> list[tuple[Role, uuid.UUID | None]]:
        """Pairs of role and office; no office is the whole province."""
        at = uuid.UUID(self.office.data) if self.office.data else None
        return [(Role(role), at) for role in self.roles.data or []]


class GrantsForm(RolesForm):
    """What somebody does here: roles they keep, and roles added."""

    kept = MultiCheckboxField("Vai trò đang có (bỏ chọn để thu lại)")

    def wanted(self) -> list[tuple[Role, uuid.UUID | None]]:
        """Those kept, then those added."""
        pairs = [pair.partition("/") for pair in self.kept.data or []]
        held = [(Role(role), uuid.UUID(at) if at else None) for role, _slash, at in pairs]
        return held + super().wanted()


class InviteForm(RolesForm):
    """Somebody new, and what they will do."""

    name = StringField("Họ và tên", [InputRequired(), Length(max=100)], filters=[tidied])
    username = StringField(
        "Tên đăng nhập",
        [
            InputRequired(),
            Regexp(r"[a-z0-9][a-z0-9._-]{2,39}\Z", message="Từ 3 đến 40 chữ thường không dấu, số, dấu chấm."),
        ],
        filters=[lambda typed: typed.strip().lower() if typed else typed],
    )
    roles = MultiCheckboxField("Vai trò", [InputRequired()], choices=_ROLES)


class NewPasswordForm(Form):
    """A first password, or a new one for somebody who forgot: twice."""

    new = PasswordField("Mật khẩu mới", [InputRequired(), Length(min=12, max=256), _hard])
    again = PasswordField(
        "Nhập lại mật khẩu mới",
        [InputRequired(), EqualTo("new", message="Hai lần nhập mật khẩu mới chưa giống nhau.")],
    )
