"""What officers type about a case, about the rules, and about what is made public."""

import re
import uuid

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.core.forms import Form
from portal.feedback.cases.moves import Move
from portal.feedback.forms import lines

MOST_ANSWER = 4000
PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)")
CARD = re.compile(r"(?<!\d)\d{12}(?!\d)")
WITH_WORDS = frozenset({Move.ASK, Move.REFUSE, Move.ANSWER})


class ActForm(Form):
    """One move on a case; `move` says which."""

    move = HiddenField()
    note = TextAreaField("Nội dung gửi người dân", [Length(max=MOST_ANSWER)], filters=[lines])
    office = SelectField("Cơ quan", choices=[], validate_choice=False)

    def validate_note(self, field: TextAreaField) -> None:
        """Whoever is asked, refused or answered reads why."""
        if self.move.data in WITH_WORDS and not field.data:
            raise ValidationError("Xin viết nội dung cho người dân đọc.")


class RuleForm(Form):
    """Kind and commune, both optional, and the office they lead to."""

    kind = SelectField("Loại", choices=[], validate_choice=True)
    unit = SelectField("Xã, phường", choices=[], validate_choice=True)
    office = SelectField("Cơ quan xử lý", [InputRequired()], choices=[], validate_choice=True)


class SuperiorForm(Form):
    """An office, and which one stands above it; none: triage of the province."""

    lower = SelectField("Cơ quan", [InputRequired()], choices=[], validate_choice=True)
    higher = SelectField("Cơ quan cấp trên", choices=[], validate_choice=True)


class PublicForm(Form):
    """Question and answer as everybody may read them: without a name, a number, an address."""

    question = TextAreaField("Câu hỏi, phản ánh (đã biên tập)", [InputRequired(), Length(max=2000)], [lines])
    answer = TextAreaField("Trả lời (đã biên tập)", [InputRequired(), Length(max=MOST_ANSWER)], [lines])
    kept_back = StringField("Lý do không công khai")

    secrets: tuple[str, ...] = ()  # what the sender left of themselves: none of it may be in the words

    def _clean(self, told: str | None) -> None:
        if found := personal(told or "", self.secrets):
            raise ValidationError(f"Còn thông tin cá nhân: “{found}”. Xin bỏ đi trước khi công khai.")

    def validate_question(self, field: TextAreaField) -> None:
        """Nobody is recognised by it."""
        self._clean(field.data)

    def validate_answer(self, field: TextAreaField) -> None:
        """Nobody is recognised by it."""
        self._clean(field.data)


def personal(told: str, secrets: tuple[str, ...] = ()) -> str | None:
    """The first thing in a text that tells of a person: what the sender left, a phone, a card's number."""
    folded = told.casefold()
    for secret in secrets:
        if len(secret) > 3 and secret.casefold() in folded:
            return secret
    found = PHONE.search(told) or CARD.search(told)
    return found[0].strip() if found else None


def read_office(told: str | None) -> uuid.UUID | None:
    """An office's id; None for none, and for what is no id."""
    try:
        return uuid.UUID(told or "")
    except ValueError:
        return None
