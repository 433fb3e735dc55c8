"""What officers say about a table and its columns, and what citizens ask: every complaint at once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.core.forms import Form, tidied
from portal.core.search import fold, tidy
from portal.tables import columns
from portal.tables.columns import Column, Role

LONGEST_DOCUMENT = 120
# What is wrong with the choice of columns.
NO_COLUMN = "Chưa chọn cột nào để hiện ra."
NOTHING_SOUGHT = (
    "Chưa chọn cột nào để tìm. Cần ít nhất một cột tìm theo chữ, xã phường, ngày, số hiệu hoặc khóa."
)
KEY_AND_MORE = "Bảng có khóa tra chính xác thì chỉ tra bằng khóa. Xin để các cột khác là “Chỉ hiện ra”."
ONE_PLACE = "Chỉ chọn được một cột xã, phường."
ONE_DAY = "Chỉ chọn được một cột ngày."
ONE_KEY = "Chỉ chọn được một cột khóa tra chính xác."
SAME_LABEL = "Hai cột có cùng tên hiện ra."
DAYS_TURNED = "Ngày hết hiệu lực đứng trước ngày bắt đầu."
NOT_A_DAY = "Xin nhập ngày theo dạng ngày/tháng/năm."
LONG_LABEL = "Tên cột dài nhất 60 ký tự."


class TableForm(Form):
    """The words of a table."""

    title = StringField("Tên bảng", [InputRequired(), Length(3, 120)], filters=[tidied])
    keyword = StringField(
        "Từ khóa trong trò chuyện",
        [InputRequired(), Length(3, 40)],
        description="Người dân nhắn từ khóa này rồi tới điều cần tra, ví dụ: giá đất Nguyễn Huệ.",
        filters=[tidied],
    )
    intro = TextAreaField(
        "Lời giới thiệu",
        [Length(max=500)],
        description="Một hai câu: bảng này có gì, ai lập.",
        filters=[tidied],
    )


class KeyForm(Form):
    """A whole key of an exact-only table."""

    key = StringField("Khóa", [DataRequired(), Length(max=60)], filters=[tidied])


@dataclass
class Choice:
    """What an officer said about one column of the file."""

    at: int
    header: str
    label: str
    role: str  # a Role, or nothing: not used
    complaint: str = ""
    examples: list[str] = field(default_factory=list)


@dataclass
class Chosen:
    """What an officer said about a whole file; `complaints` are what is wrong with it, by field."""

    choices: list[Choice]
    digits: int | None = None  # of the exact key, if there is one
    document_no: str = ""
    valid_from: str = ""
    valid_to: str = ""
    complaints: dict[str, str] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)
    first_day: dt.date | None = None
    last_day: dt.date | None = None

    def show(self, sample: Sequence[Sequence[str]]) -> "Chosen":
        """With the first values of each column, to choose by."""
        for choice in self.choices:
            values = (row[choice.at] for row in sample if choice.at < len(row) and row[choice.at])
            choice.examples = list(dict.fromkeys(values))
        return self

    @property
    def is_fine(self) -> bool:
        """Nothing to complain about."""
        return not self.complaints and not any(choice.complaint for choice in self.choices)


def offered(header: Sequence[str], guessed: Sequence[Column | None]) -> Chosen:
    """The choice as it is offered first."""
    choices = [
        Choice(at, name, one.label if one else name, one.role if one else "")
        for at, (name, one) in enumerate(zip(header, guessed, strict=True))
        if name
    ]
    return Chosen(choices, next((one.digits for one in guessed if one and one.digits), None))


def mapped(header: Sequence[str], told: Mapping[str, str]) -> Chosen:
    """What was chosen on the page: `role-N`, `label-N`, the key's digits, the document's number, its days."""
    roles = {role.value for role in Role}
    choices = []
    for at, name in enumerate(header):
        if not name:
            continue
        role = told.get(f"role-{at}", "")
        label = tidy(told.get(f"label-{at}", "")) or name
        made = Choice(at, name, label, role if role in roles else "")
        made.complaint = LONG_LABEL if len(label) > columns.LONGEST_LABEL else ""
        choices.append(made)
    first, last = (told.get(name, "").strip()[:40] for name in ("valid_from", "valid_to"))
    digits = told.get("digits", "").strip()
    count = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 3 else 0
    found = Chosen(choices, count or None, tidy(told.get("document_no", ""))[:LONGEST_DOCUMENT], first, last)
    _check(found)
    return found


def _check(found: Chosen) -> None:
    found.first_day = _day(found, "valid_from", found.valid_from, is_needed=True)
    found.last_day = _day(found, "valid_to", found.valid_to, is_needed=False)
    if found.first_day and found.last_day and found.last_day < found.first_day:
        found.complaints["valid_to"] = DAYS_TURNED
    found.columns = [
        Column(c.label, Role(c.role), c.at, found.digits if c.role == Role.EXACT else None)
        for c in found.choices
        if c.role
    ]
    wrong = _wrong_columns(found.columns)
    if wrong:
        found.complaints["columns"] = wrong
    seen: set[str] = set()
    for choice in found.choices:
        if choice.role and fold(choice.label) in seen:
            choice.complaint = SAME_LABEL
        if choice.role:
            seen.add(fold(choice.label))


def _day(found: Chosen, name: str, said: str, *, is_needed: bool) -> dt.date | None:
    day = columns.read_day(said)
    if day is None and (said or is_needed):
        found.complaints[name] = NOT_A_DAY
    return day


def _wrong_columns(chosen: Sequence[Column]) -> str:
    """One sentence about what does not go together, or nothing."""
    roles = [column.role for column in chosen]
    if not chosen:
        return NO_COLUMN
    if not columns.SOUGHT.intersection(roles):
        return NOTHING_SOUGHT
    for role, word in (
        (Role.PLACE, ONE_PLACE),
        (Role.DAY, ONE_DAY),
        (Role.EXACT, ONE_KEY),
    ):
        if roles.count(role) > 1:
            return word
    if Role.EXACT in roles and len(columns.SOUGHT.intersection(roles)) > 1:
        return KEY_AND_MORE
    return ""
