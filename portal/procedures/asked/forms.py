"""Which questions may be counted, and what staff type for a word of search."""

import re

from wtforms import StringField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.core.forms import Form, tidied
from portal.core.search import fold, tidy
from portal.procedures import codes

LONGEST, MOST_WORDS = 80, 12
_DIGITS = re.compile(r"\d[\d .-]{2,}\d")  # phones, papers, dossiers: four digits and more
_FAMILY = "nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly truong dinh lam mai"
_NAMED = re.compile(rf"\b(?:{_FAMILY.replace(' ', '|')}) (?:van|thi|huu|duc|ngoc|minh|thanh|quoc|hong)\b")
_CAPITAL = re.compile(rf"\b(?:{_FAMILY.replace(' ', '|')})\b")


def countable(typed: str) -> str | None:
    """What was typed as it may be kept: lower case, short; None for what may hold somebody's data.

    Digits of a phone, a paper or a dossier, addresses of mail and the web, and what looks like a
    person's name are never written down.
    """
    said = tidy(typed[:400])
    if not said or len(said) > LONGEST or len(said.split()) > MOST_WORDS or not fold(said):
        return None
    if _DIGITS.search(said) or any(sign in said for sign in "@/\\<>{}") or _is_named(said):
        return None
    return said.lower()


def _is_named(said: str) -> bool:
    """A family name with a usual middle name, or one that begins two more capital words."""
    if _NAMED.search(fold(said)):
        return True
    pieces = said.split()
    capital = [piece[:1].isupper() for piece in pieces]
    return any(
        _CAPITAL.fullmatch(fold(piece)) and len(capital[at : at + 3]) == 3 and all(capital[at : at + 3])
        for at, piece in enumerate(pieces)
    )


def _lower(typed: str | None) -> str:
    return tidy(typed or "").lower()


class WordForm(Form):
    """What people type, and either the words of official names or the one procedure meant."""

    said = StringField(
        "Người dân gõ",
        [InputRequired(), Length(max=LONGEST)],
        filters=[_lower],
    )
    means = StringField("Nghĩa trong tên thủ tục", [Length(max=LONGEST)], filters=[tidied])
    code = StringField("Hoặc mã thủ tục phải hiện đầu tiên", [Length(max=60)])

    def validate_said(self, field: StringField) -> None:
        """Something must be left when it is folded."""
        words = fold(field.data or "").split()
        if not words:
            raise ValidationError("Hãy ghi điều người dân gõ.")
        if countable(field.data or "") is None:
            raise ValidationError("Chỉ ghi lời thường ngày, không ghi số hay tên người.")

    def validate_means(self, field: StringField) -> None:
        """One of the two, never both."""
        if bool(fold(field.data or "")) == bool((self.code.data or "").strip()):
            raise ValidationError("Ghi nghĩa, hoặc mã thủ tục: một trong hai.")

    def validate_code(self, field: StringField) -> None:
        """A procedure's code in one of its shapes."""
        if (field.data or "").strip() and codes.read(field.data or "") is None:
            raise ValidationError("Đây không phải mã thủ tục.")

    @property
    def target(self) -> str | None:
        """The national code that was typed."""
        read = codes.read(self.code.data or "")
        return read.national if read else None
