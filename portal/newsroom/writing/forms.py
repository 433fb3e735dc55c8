"""What the page of an article sends while somebody writes."""

import uuid

from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from portal.core.forms import Form
from portal.core.sanitize import LONGEST
from portal.newsroom.writing.autosave import LONGEST_SUMMARY, LONGEST_TITLE, Written

BIGGEST = 2**53


class CopyForm(Form):
    """The text of an open page, as it stands."""

    tab = HiddenField()
    item = HiddenField()
    base = IntegerField(validators=[Optional(), NumberRange(0, 1_000_000)])
    serial = IntegerField(validators=[Optional(), NumberRange(0, BIGGEST)])
    title = StringField(validators=[Length(max=LONGEST_TITLE)])
    summary = StringField(validators=[Length(max=LONGEST_SUMMARY)])
    body = TextAreaField(validators=[Length(max=LONGEST)])

    def written(self) -> Written | None:
        """What is to be kept; None when the page did not name itself."""
        tab = read_id(self.tab.data)
        if tab is None:
            return None
        said = [(field.data or "").replace("\x00", "") for field in (self.title, self.summary, self.body)]
        return Written(tab, read_id(self.item.data), self.base.data or 0, *said)


def read_id(told: str | None) -> uuid.UUID | None:
    """An id out of a form or an address; None for anything else."""
    try:
        return uuid.UUID((told or "").strip())
    except ValueError:
        return None
