"""What an engineer types at the operations desk."""

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.core.forms import Form, tidied

WHY = "Xin ghi lý do: người khác cần biết khi nào mở lại được."


class StopForm(Form):
    """Which kind, and why; the choices are given by the page."""

    kind = SelectField("Loại tin", [InputRequired()], choices=[])
    why = StringField("Lý do", [InputRequired(WHY), Length(max=300)], filters=[tidied])


class TroubleForm(Form):
    """Why all we tell by ourselves waits."""

    reason = StringField("Lý do", [InputRequired(WHY), Length(max=300)], filters=[tidied])
