"""Reading one record: every complaint at once in our own words, and what is taken though it is odd."""

import hashlib
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from portal.dossiers.forms.parts import Record, one_spelling
from portal.dossiers.forms.records import DossierRecord, ProgressRecord, numbers


@dataclass(frozen=True)
class Complaint:
    """What is wrong with one field: where, and one word."""

    pointer: str
    word: str


class Refusal(Exception):
    """A record that cannot be taken, with everything that is wrong with it."""

    def __init__(self, code: str | None, complaints: tuple[Complaint, ...]) -> None:
        super().__init__(", ".join(f"{c.pointer} {c.word}" for c in complaints))
        self.code, self.complaints = code, complaints


Read = TypeVar("Read", bound=Record)


def read_dossier(raw: object) -> DossierRecord:
    """A dossier record; raises Refusal with every complaint."""
    return _read(DossierRecord, raw)


def read_progress(raw: object) -> ProgressRecord:
    """A progress record; raises Refusal with every complaint."""
    return _read(ProgressRecord, raw)


def original_hash(raw: object) -> str:
    """SHA-256 of a record as it came, keys in one order."""
    return hashlib.sha256(one_spelling(raw).encode()).hexdigest()


def _read(kind: type[Read], raw: object) -> Read:
    if not isinstance(raw, dict):
        raise Refusal(None, (Complaint("", "object"),))
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        wrong = dict.fromkeys(
            Complaint(_pointer(e["loc"]), _word(e)) for e in error.errors(include_url=False)
        )
        told = raw.get("MaHoSo")
        raise Refusal(told[:64] if isinstance(told, str) else None, tuple(wrong)[:50]) from None


def _pointer(path: tuple[int | str, ...]) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')[:100]}" for part in path)


_WORDS = {
    "missing": "missing",
    "string_type": "text",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "list_type": "list",
    "bool_type": "true_or_false",
    "model_type": "object",
    "greater_than_equal": "choice",
    "less_than_equal": "choice",
}


def _word(error: Any) -> str:
    """Our own word for a complaint: never the value, which may be personal."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return _WORDS.get(error["type"], "wrong")


def doubts(record: DossierRecord) -> tuple[Complaint, ...]:
    """What is taken as told though it can hardly be meant, so that the sender hears of it.

    `phone`: no Vietnamese number in it; `no_phone`: people are to be told and there is none at all;
    `before_received`: the appointed day lies before the dossier came in.
    """
    unread = [
        Complaint(f"/{name}", "phone")
        for name, said in record.phone_fields()
        if said and not [*numbers(said)]
    ]
    if record.is_ticked and not any(said for _, said in record.phone_fields()):
        unread.append(Complaint("/SoDienThoai", "no_phone"))
    came, due = record.received_at or record.submitted_at, record.told_due
    if came and due and due < came:
        unread.append(Complaint("/NgayHenTra", "before_received"))
    return tuple(unread)
