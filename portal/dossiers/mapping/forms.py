"""What an officer says about a code; the effect of it is seen before it is kept."""

from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from portal.core.forms import Form
from portal.dossiers.mapping.meanings import Meaning
from portal.dossiers.mapping.models import Telling
from portal.dossiers.messages import words
from portal.dossiers.models import Status

TELLING = {
    Telling.NEVER: "Không báo (bước nội bộ)",
    Telling.FIRST: "Chỉ báo lần đầu hồ sơ tới trạng thái này",
    Telling.ALWAYS: "Báo mỗi lần",
}


class TellingForm(Form):
    """When people are told of a status."""

    when = RadioField(
        "Báo cho người dân",
        [InputRequired("Xin chọn khi nào báo cho người dân.")],
        choices=[SelectChoice(telling.value, said) for telling, said in TELLING.items()],
    )
    seen = HiddenField()  # the choice whose effect was shown

    def meaning(self, status: Status) -> Meaning:
        """What was chosen for this status; only of a form that is valid."""
        return Meaning(status, Telling(self.when.data))


class MeaningForm(TellingForm):
    """Which national status a code stands for, too."""

    status = SelectField(
        "Trạng thái quốc gia",
        [InputRequired()],
        choices=[
            SelectChoice("", "Chọn trạng thái"),
            *(SelectChoice(str(int(status)), f"{int(status)}. {words(status).title}") for status in Status),
        ],
    )
