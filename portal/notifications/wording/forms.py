"""A wording as staff type it."""

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from portal.core.forms import Form, tidied
from portal.notifications.messages import MOST_SIGNS, MOST_TITLE_SIGNS


class WordingForm(Form):
    """The words, the title of the button, the version they were written upon."""

    body = TextAreaField("Lời tin", [InputRequired(), Length(max=2 * MOST_SIGNS)])
    button = StringField("Chữ trên nút", [Optional(), Length(max=MOST_TITLE_SIGNS)], filters=[tidied])
    base = HiddenField(validators=[Regexp(r"^[0-9]{1,9}$")])
    agreed = BooleanField("Tôi đã xem và vẫn muốn đổi các chỗ điền này")


class SpareWordingForm(WordingForm):
    """Words of a form that a kind may do without."""

    body = TextAreaField("Lời tin", [Optional(), Length(max=2 * MOST_SIGNS)])
