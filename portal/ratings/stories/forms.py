"""Two sentences of a story; names and numbers of people have no place in them."""

import re

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.core.forms import Form
from portal.feedback.forms import plain

MOST = 300
_NUMBER = re.compile(r"\d(?:[ .-]?\d){7,}", re.ASCII)
_PERSON = re.compile(r"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Bb]ác)\s+[A-ZĐÀ-Ỹ]")
NUMBER = "Xin bỏ số điện thoại, số giấy tờ."
PERSON = "Hình như có tên người: “%(found)s…”. Xin viết không kèm tên."


class StoryForm(Form):
    """What people said, what was done."""

    said = TextAreaField("Người dân nói", [InputRequired(), Length(max=MOST)], filters=[plain])
    did = TextAreaField("Chính quyền đã làm", [InputRequired(), Length(max=MOST)], filters=[plain])

    def validate_said(self, field: TextAreaField) -> None:
        """Nobody is named."""
        _without_people(field)

    def validate_did(self, field: TextAreaField) -> None:
        """Nobody is named."""
        _without_people(field)


def _without_people(field: TextAreaField) -> None:
    if _NUMBER.search(field.data or ""):
        raise ValidationError(NUMBER)
    if found := _PERSON.search(field.data or ""):
        raise ValidationError(PERSON % {"found": found[0]})
