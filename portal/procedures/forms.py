"""What a catalogue may say about a procedure, row by row."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from portal.procedures.codes import named, whole

CODE = r"^[1-6]\.\d{6}$"
TRUE_MONEY = 1000  # a fee below this lost its thousands somewhere; nobody may guess it back


Text = Annotated[str, StringConstraints(max_length=4000), AfterValidator(whole)]
Name = Annotated[str, StringConstraints(max_length=2000), AfterValidator(named)]
Names = Annotated[list[Name], AfterValidator(lambda names: [name for name in names if name])]
Word = Annotated[str, StringConstraints(max_length=80), AfterValidator(whole)]
Level = Literal["ministry", "province", "commune", "other", "district_legacy"]


class Row(BaseModel):
    """A part of a procedure; keys nobody knows are left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Fee(Row):
    """One amount as the source gave it."""

    amount_vnd: int | None = Field(None, ge=0, le=10**12)
    amount_usd: float | None = Field(None, ge=0, le=10**9)
    has_note: bool = False
    note: Text | None = None

    @property
    def depends(self) -> bool:
        """Whether a note says that the amount is not the whole truth."""
        return self.has_note or bool(self.note)


class Channel(Row):
    """One way of handing in, in one case: how long it takes and what it costs there."""

    channel: Literal["direct", "online", "postal"]
    case: Text | None = None
    duration_value: int | float | None = Field(None, gt=0, le=100_000)
    duration_unit: Literal["working_day", "day", "month", "hour", "year"] | None = None
    duration_raw: Word | None = None
    fees: list[Fee] = Field(default=[], max_length=60)
    fee_status: Literal["free", "free_or_by_note", "amount", "amount_by_case", "see_source", "unknown"] = (
        "unknown"
    )
    fee_raw: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def settle(cls, told: Any) -> Any:
        """Numbers that cannot be believed become "unknown", with what was written kept (1.5, 1 to 3)."""
        if not isinstance(told, dict):
            return told
        row = dict(told)
        value, unit = row.get("duration_value"), row.get("duration_unit")
        if value is None:
            row["duration_unit"] = None
        elif unit in {None, "", "other", "OTHER"} or value == 0:
            row |= {"duration_value": None, "duration_unit": None}
            row.setdefault("duration_raw", f"{value} {unit or ''}".strip()[:80])
        fees = row.get("fees")
        if isinstance(fees, list) and any(_lost_thousands(fee) for fee in fees):
            row |= {"fees": [fee for fee in fees if not _lost_thousands(fee)], "fee_status": "see_source"}
            row.setdefault("fee_raw", ", ".join(f"{f['amount_vnd']} VNĐ" for f in fees if _lost_thousands(f)))
        return row

    @model_validator(mode="after")
    def agree(self) -> "Channel":
        """The fee's standing follows from the amounts, whatever a source called it."""
        object.__setattr__(self, "fee_status", self._standing())
        return self

    def _standing(self) -> str:
        if self.fee_status == "see_source" or (self.fee_status == "free" and not self.fees):
            return self.fee_status
        if not self.fees:
            return "unknown"
        amounts = [fee.amount_vnd or fee.amount_usd or 0 for fee in self.fees]
        depends = any(fee.depends for fee in self.fees)
        if not any(amounts):
            return "free_or_by_note" if depends else "free"
        return "amount_by_case" if depends or len(set(amounts)) > 1 else "amount"


def _lost_thousands(fee: Any) -> bool:
    amount = fee.get("amount_vnd") if isinstance(fee, dict) else None
    return isinstance(amount, int | float) and 0 < amount < TRUE_MONEY


class Result(Row):
    """What the citizen gets in the end."""

    name: Name | None = None
    code: Word | None = None


class Document(Row):
    """One paper to bring, in our own words."""

    name: Text
    originals: int = Field(0, ge=0, le=100)
    copies: int = Field(0, ge=0, le=100)
    form: Text | None = None
    when: Text | None = None


class LocalExample(Row):
    """What one province once published for this procedure; an example, never a rule for another."""

    province: Word
    local_code: Word | None = None
    decision_no: Word | None = None
    effective_date: Word | None = None
    duration_value: float | None = None
    duration_unit: Word | None = None
    online_level: Word | None = None
    fee_vnd: int | None = None
    executing_agency: Text | None = None
    source: Word | None = None
    as_of: Word | None = None


class ProcedureFacts(Row):
    """One row of a catalogue: facts, and for common procedures the steps and papers in our own words."""

    code: str = Field(pattern=CODE)
    name: Annotated[Name, Field(min_length=1)]
    field: Name | None = None
    issuer: Name | None = None
    levels: list[Level] = Field(default=[], max_length=10)
    desk: Word = "unknown"
    local_to: Word | None = None
    local_code: Word | None = None
    publish_state: Literal["in_force", "suspended", "repealed"] = "in_force"
    executing_agencies: Annotated[Names, Field(max_length=60)] = []
    competent_agency: Name | None = None
    decision_no: Word | None = None
    law_type: Text | None = None
    subjects: list[Word] = Field(default=[], max_length=30)
    channels: list[Channel] = Field(default=[], max_length=60)
    results: list[Result] = Field(default=[], max_length=60)
    legal_refs: list[Word] = Field(default=[], max_length=100)
    document_rows: int | None = Field(None, ge=0, le=1000)
    has_conditions: bool | None = None
    portal_uuid: str | None = Field(None, pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    local_examples: list[LocalExample] = Field(default=[], max_length=100)
    source: Annotated[Word, Field(min_length=1)]
    as_of: str = Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2]))?$")
    quality: list[Word] = Field(default=[], max_length=20)
    original: dict[Literal["name", "field"], str] = {}
    # In our own words; a row that has them is a draft until an officer approves it
    summary: Text | None = None
    steps: list[Text] = Field(default=[], max_length=40)
    documents: list[Document] = Field(default=[], max_length=120)
    conditions: list[Text] = Field(default=[], max_length=40)
    deadline_text: Text | None = None
    fee_text: Text | None = None
    search_aliases: list[Word] = Field(default=[], max_length=60)

    @model_validator(mode="before")
    @classmethod
    def remember(cls, told: Any) -> Any:
        """Keep names as they were written, and read the page's id out of its address."""
        if not isinstance(told, dict):
            return told
        row = dict(told)
        written = {key: row[key] for key in ("name", "field") if isinstance(row.get(key), str)}
        changed = {key: text for key, text in written.items() if len(text) <= 2000 and _differs(text)}
        row.setdefault("original", changed)
        found = re.search(r"/thu-tuc-hanh-chinh/([0-9a-f-]{36})$", str(row.get("detail_url") or ""))
        if found:
            row.setdefault("portal_uuid", found[1])
        return row

    @property
    def is_rich(self) -> bool:
        """Whether it tells steps and papers in our own words."""
        return bool(self.summary or self.steps or self.documents)


def _differs(text: str) -> bool:
    try:
        return named(text) != text
    except ValueError:
        return False
