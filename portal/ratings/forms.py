"""What people tell of a service: one step of the scale, then what they like to add."""

from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange

from portal.core.forms import Form
from portal.feedback.forms import lines
from portal.ratings.scale import CRITERIA, MOST_COMMENT, STEPS

_CHOICES = [SelectChoice("", "Không đánh giá mục này")] + [
    SelectChoice(str(score), words) for score, words in STEPS.items()
]


class TapForm(Form):
    """The one tap that counts."""

    score = IntegerField("Mức hài lòng", [InputRequired(), NumberRange(1, 5)])


class DetailsForm(Form):
    """What may follow, all of it or nothing."""

    attitude = SelectField(CRITERIA["attitude"], choices=_CHOICES, default="")
    guidance = SelectField(CRITERIA["guidance"], choices=_CHOICES, default="")
    time = SelectField(CRITERIA["time"], choices=_CHOICES, default="")
    rules = SelectField(CRITERIA["rules"], choices=_CHOICES, default="")
    place = SelectField(CRITERIA["place"], choices=_CHOICES, default="")
    comment = TextAreaField("Điều ông/bà muốn nói thêm", [Length(max=MOST_COMMENT)], filters=[lines])

    def criteria(self) -> dict[str, int]:
        """What was rated apart, by name."""
        return {name: int(self[name].data) for name in CRITERIA if self[name].data}


class DoneForm(Form):
    """What an officer did about a low rating."""

    note = TextAreaField("Đã làm gì", [InputRequired(), Length(max=500)], filters=[lines])
