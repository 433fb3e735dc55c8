"""What the operator types about the account, checked."""

from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import TextInput

from portal.core.forms import Form
from portal.zalo.oa.models import Ability, Known

AUTO = "auto"
DECISIONS = ((AUTO, "Tự dò"), (Known.YES.value, "Được"), (Known.NO.value, "Không được"))
MOST_A_DAY = 10_000_000


class AbilityForm(Form):
    """What the operator decides about one ability; `auto` lets calls find out."""

    name = SelectField("Khả năng", [InputRequired()], choices=[SelectChoice(name.value) for name in Ability])
    state = SelectField(
        "Quyết định", [InputRequired()], choices=[SelectChoice(value, label) for value, label in DECISIONS]
    )

    def wanted(self) -> Known | None:
        """The state, or None for finding out."""
        return None if self.state.data == AUTO else Known(self.state.data)


class CapForm(Form):
    """How many messages a day may go out."""

    count = IntegerField(
        "Số tin mỗi ngày",
        [
            InputRequired("Xin nhập một số."),
            NumberRange(0, MOST_A_DAY, "Xin nhập một số từ 0 đến 10.000.000."),
        ],
        widget=TextInput(),  # shows what was typed again, also when it is no number
    )
