"""A table's rule: of which sort its rows are, and from which hour of the day they are told."""

from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange

from portal.broadcast.choosing.topics import TOPICS
from portal.core.forms import Form


class FeedForm(Form):
    """Topic and hour."""

    topic = SelectField(
        "Loại tin", choices=[SelectChoice(name, one.title) for name, one in TOPICS.items() if one.is_local]
    )
    hour = IntegerField("Gửi từ mấy giờ", [InputRequired(), NumberRange(6, 20)], default=7)
