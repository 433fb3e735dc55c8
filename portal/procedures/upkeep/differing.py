"""What differs between two versions of a procedure, word by word, part by part, as an officer reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.core.differing import Piece, compared
from portal.procedures import documents, messages
from portal.procedures.forms import ProcedureFacts

PARTS = {
    "name": "Tên",
    "publish_state": "Tình trạng",
    "field": "Lĩnh vực",
    "issuer": "Cơ quan công bố",
    "decision_no": "Quyết định công bố",
    "levels": "Cấp giải quyết",
    "subjects": "Ai làm được",
    "executing_agencies": "Nơi giải quyết",
    "competent_agency": "Cơ quan có thẩm quyền",
    "channels": "Thời hạn và phí",
    "results": "Kết quả",
    "legal_refs": "Căn cứ pháp lý",
    "summary": "Tóm tắt",
    "steps": "Các bước",
    "documents": "Giấy tờ",
    "conditions": "Điều kiện",
    "deadline_text": "Thời hạn",
    "fee_text": "Phí",
    "search_aliases": "Tên thường gọi",
    "local_to": "Riêng của tỉnh khác",
    "desk": "Hệ thống giải quyết",
    "portal_uuid": "Trang trên Cổng quốc gia",
    "document_rows": "Số dòng giấy tờ",
}


@dataclass(frozen=True)
class Difference:
    """One part of a procedure that is not what it was."""

    part: str
    pieces: tuple[Piece, ...]


def differences(
    before: dict[str, Any], after: dict[str, Any], say: Callable[[str], str] = str
) -> list[Difference]:
    """Every part that differs; payloads as they stand in versions, an empty one for what was not there."""
    old, new = (_told(payload) for payload in (before, after))
    return [
        Difference(say(label), tuple(compared(old.get(part, ""), new.get(part, ""))))
        for part, label in PARTS.items()
        if old.get(part, "") != new.get(part, "")
    ]


def _told(payload: dict[str, Any]) -> dict[str, str]:
    """The parts as text, in the words of the page."""
    if not payload:
        return {}
    facts = ProcedureFacts.model_validate(payload)
    told = {name: _text(getattr(facts, name)) for name in PARTS}
    told["levels"] = messages.levels(list(facts.levels))
    told["channels"] = "\n".join(f"{row.name}: {row.time}; {row.fee}" for row in messages.cases(facts))
    told["results"] = "\n".join(row.name for row in facts.results if row.name)
    told["documents"] = "\n".join(f"{paper['title']} ({paper['note']})" for paper in documents.listed(facts))
    return told


def _text(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
