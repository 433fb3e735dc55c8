"""Whom an officer invites to a trial: a phone number, or the id of a Zalo user."""

import re

from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal.citizens.forms import parse_phone
from portal.core.forms import Form, tidied

_USER = re.compile(r"[0-9]{15,20}", re.ASCII)  # longer than any phone number


def number_of(said: str) -> str | None:
    """The number, when it is one."""
    return parse_phone(said)


def user_of(said: str) -> str | None:
    """The id of a Zalo user, when it is one."""
    return said if _USER.fullmatch(said) else None


class GuestForm(Form):
    """One guest."""

    who = StringField(
        "Số điện thoại hoặc mã người dùng Zalo",
        [DataRequired(), Length(max=40)],
        filters=[tidied],
        description="Ví dụ 0912 345 678, hoặc mã gồm 15 đến 20 chữ số trong công cụ Zalo OA.",
    )
    note = StringField("Là ai", [Optional(), Length(max=200)], filters=[tidied])

    def validate_who(self, field: StringField) -> None:
        """A phone of the usual shape or an id of Zalo's; nothing else."""
        if field.data and not (number_of(field.data) or user_of(field.data)):
            raise ValidationError(
                "Xin nhập số điện thoại Việt Nam, hoặc mã người dùng Zalo 15 đến 20 chữ số."
            )


class LiveForm(Form):
    """The province says that from now on everybody is told."""

    agreed = BooleanField(
        "Đã thử xong; từ nay tin được gửi cho mọi người dân đã đồng ý nhận",
        [DataRequired("Xin đánh dấu để xác nhận.")],
    )
