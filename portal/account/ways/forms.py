"""What the operator types about channels: a price from a day on, and the values of a template."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from portal.core import clock
from portal.core.forms import Form, tidied
from portal.notifications import letters
from portal.notifications.models import Channel

MOST_DONG = 100_000
LONGEST = 400


class PriceForm(Form):
    """The price of one message on a channel from a day on."""

    channel = SelectField(
        "Kênh", [InputRequired()], choices=[SelectChoice(channel.value) for channel in Channel]
    )
    valid_from = DateField(
        "Áp dụng từ ngày", [InputRequired("Xin nhập ngày.")], format="%d/%m/%Y", widget=TextInput()
    )
    dong = IntegerField(
        "Giá một tin (đồng)",
        [
            InputRequired("Xin nhập một số."),
            NumberRange(0, MOST_DONG, "Xin nhập một số từ 0 đến 100.000."),
        ],
        widget=TextInput(),
    )
    note = StringField("Theo văn bản, hợp đồng", [InputRequired(), Length(max=200)], filters=[tidied])

    def validate_valid_from(self, field: DateField) -> None:
        """What has been sent keeps its price, so a day that is over is a slip."""
        if field.data is not None and field.data < clock.today():
            raise ValidationError("Xin chọn từ hôm nay trở đi; tin đã gửi giữ giá cũ.")


class KindForm(Form):
    """For which messages a template is used."""

    kind = SelectField("Dùng cho", [InputRequired()], choices=[])


def values_form(params: Sequence[Mapping[str, Any]], typed: Any, kept: Mapping[str, str]) -> KindForm:
    """A form with a box for each parameter of a template; a value may hold places in braces."""

    class Values(KindForm):
        pass

    for param in params:
        rule = InputRequired("Zalo bắt buộc có mục này.") if param.get("required") else Optional()
        box = StringField(str(param["name"]), [rule, Length(max=LONGEST), _places], filters=[tidied])
        setattr(Values, f"p_{param['name']}", box)
    return Values(typed, data={f"p_{name}": value for name, value in kept.items()})


def _places(_: Form, field: StringField) -> None:
    try:
        letters.packed("1", {"x": field.data or ""}, {})
    except ValueError:
        raise ValidationError("Có ô không nằm trong danh sách. Xin dùng đúng tên ô.") from None
