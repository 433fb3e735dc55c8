"""What an editor types about a journey and its steps."""

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from portal.core.forms import Form, tidied
from portal.procedures.journeys.models import Branch

BRANCHES = {
    Branch.THEN: "Bước tiếp theo",
    Branch.OR: "Hoặc: thay cho bước trước, với người khác",
    Branch.AND: "Đồng thời: làm cùng bước trước",
}
CHOICES = [SelectChoice(kind.value, said) for kind, said in BRANCHES.items()]


class JourneyForm(Form):
    """What the journey is."""

    title = StringField("Tên việc", [InputRequired(), Length(max=120)], filters=[tidied])
    summary = TextAreaField("Việc này dành cho ai", [InputRequired(), Length(max=600)], filters=[tidied])


class StepForm(Form):
    """One step; the procedure by its code, or by words that are asked back."""

    branch = SelectField(
        "Bước này", choices=[SelectChoice(kind.value, said) for kind, said in BRANCHES.items()]
    )
    title = StringField("Việc phải làm", [Optional(), Length(max=200)], filters=[tidied])
    condition = StringField("Ai phải làm", [Optional(), Length(max=200)], filters=[tidied])
    note = TextAreaField("Lời dặn", [Optional(), Length(max=1000)], filters=[tidied])
    procedure = StringField("Thủ tục", [Optional(), Length(max=200)], filters=[tidied])
    pick = RadioField("Chọn đúng thủ tục", [Optional()], choices=[], validate_choice=False)
