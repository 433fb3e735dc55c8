"""What an editor chooses of the papers that go with a text."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields import Field
from wtforms.validators import Length, Optional

from portal.core.forms import Form, tidied
from portal.newsroom.attaching import LONGEST_TITLE, Chosen


class Row(Field):
    """Values of the same name, in the order in which they stand on the page."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """All of them."""
        self.data = [value.replace("\0", "")[: LONGEST_TITLE + 1] for value in valuelist]


class PapersForm(Form):
    """Papers in their order, a title each; one more to be added; words to look for others."""

    paper = Row("Văn bản đính kèm", default=list)
    paper_title = Row("Tên hiện cho người đọc", default=list)
    more = SelectField("Chọn văn bản", choices=[], validate_choice=False)
    words = StringField("Tìm văn bản", [Optional(), Length(max=200)], filters=[tidied])

    def chosen(self, act: str = "") -> Chosen:
        """What is chosen after `act`; when the text is saved, with the one that waits to be added."""
        told = Chosen.of(self.paper.data or [], self.paper_title.data or [])
        return told.with_(self.more.data) if act in {"", "add"} else told.after(act)

    def hold(self, told: Chosen) -> None:
        """Show these as the chosen ones, and nothing as yet to be added."""
        held: dict[Any, Any] = {self.paper: told.ids, self.paper_title: told.titles, self.more: ""}
        for field, data in held.items():
            field.data = data
