"""What a person may ask the search page of procedures."""

from wtforms import SelectField, StringField

from portal.core.forms import Form, tidied

Choices = list[tuple[str, str]]


class SearchForm(Form):
    """What is asked of the search page; what is not in a list is left out rather than refused."""

    q = StringField("Bạn cần làm việc gì?", filters=[tidied])
    field = SelectField("Lĩnh vực", name="linh-vuc", validate_choice=False)
    level = SelectField("Cấp giải quyết", name="cap", validate_choice=False)
    subject = SelectField("Đối tượng", name="doi-tuong", validate_choice=False)

    def offer(self, fields: Choices, levels: Choices, subjects: Choices) -> None:
        """Fill the lists; a choice that is in none of them is forgotten."""
        for select, choices in ((self.field, fields), (self.level, levels), (self.subject, subjects)):
            select.choices = [("", "Tất cả"), *choices]
            if select.data not in {value for value, _ in choices}:
                select.data = ""
