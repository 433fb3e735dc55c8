"""What a paper is made of: the facts as they were told at its moment. They are frozen when it is issued."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core import clock
from portal.dossiers.forms import DossierRecord
from portal.dossiers.messages import HOURS, hours_of
from portal.dossiers.models import Dossier, Status, StatusEvent
from portal.dossiers.papers.models import PaperKind
from portal.dossiers.queries.privacy import without_numbers
from portal.places.models import Office
from portal.places.worktime import Calendar

UNIT = "Cơ quan giải quyết hồ sơ"
BY_POST = "Qua bưu chính công ích, theo địa chỉ đã đăng ký"
NATIONAL = "Cổng Dịch vụ công quốc gia, mục hồ sơ của tôi"
CHANNELS = {1: "nộp trực tiếp", 2: "nộp trực tuyến", 3: "nộp qua bưu chính công ích"}


@dataclass(frozen=True)
class Source:
    """A paper that may be issued: its kind, which one, its day, and the status it comes from."""

    kind: PaperKind
    key: str
    on: dt.date
    event: StatusEvent


def sources(dossier: Dossier, events: Iterable[StatusEvent]) -> list[Source]:
    """The receipt, and each request for more papers, oldest first. A correction replaces what it corrects."""
    applied = sorted((e for e in events if e.version), key=lambda e: (e.event_time, e.received_seq))
    found = []
    accepted = [e for e in applied if e.status == Status.ACCEPTED] or (
        [e for e in applied if e.status != Status.REGISTERED][:1] if dossier.received_at else []
    )
    if accepted:
        last = accepted[-1]
        received = DossierRecord.model_validate(last.record).received_at or dossier.received_at
        found.append(_source(PaperKind.RECEIPT, last, received or last.event_time))
    asked = {e.event_time: e for e in applied if e.status == Status.SUPPLEMENT_REQUIRED}
    return [*found, *(_source(PaperKind.SUPPLEMENT, e, e.event_time) for e in asked.values())]


def _source(kind: PaperKind, event: StatusEvent, at: dt.datetime) -> Source:
    return Source(kind, str(event.version), clock.local(at).date(), event)


def common(dossier: Dossier, office: Office | None, phones: Iterable[str]) -> dict[str, Any]:
    """What every paper says of its dossier. `phones` are masked already."""
    unit = dossier.unit_name or (office.name if office else None) or UNIT
    return {
        "code": dossier.code,
        "unit": unit,
        "office_phone": office.phone if office else None,
        "applicant": dossier.applicant,
        "phones": list(phones),
        "procedure": dossier.procedure_name,
        "summary": dossier.summary,
        "received_at": dossier.received_at.isoformat() if dossier.received_at else None,
    }


def receipt(dossier: Dossier, office: Office | None, event: StatusEvent, days: Calendar) -> dict[str, Any]:
    """The facts of a receipt, as told at reception."""
    record = DossierRecord.model_validate(event.record)
    received, due_at = record.received_at or dossier.received_at, record.told_due
    if due_at is None and event.version == dossier.version:
        due_at = dossier.due_at  # told with an earlier status, and not said again
    span = None
    if received and due_at:
        span = max(days.days_left(clock.local(received).date(), clock.local(due_at).date()), 0)
    by_post = record.return_way == 1 if record.return_way is not None else bool(dossier.return_by_post)
    return {
        "received_at": received.isoformat() if received else None,
        "due_at": due_at.isoformat() if due_at else None,
        "days": span,
        "channel": CHANNELS.get(record.channel or dossier.channel or 0),
        "filed": [
            [name, paper.originals, paper.copies]
            for paper in record.filed or ()
            if (name := without_numbers(paper.name, 500))
        ],
        "return_place": BY_POST if by_post else _place(dossier, office),
        "hours": hours_of(office.hours) if office else HOURS,
    }


def supplement(dossier: Dossier, office: Office | None, event: StatusEvent) -> dict[str, Any]:
    """The facts of a request for more papers."""
    asked: Mapping[str, Any] = event.supplement or {}
    record = DossierRecord.model_validate(event.record)
    return {
        "papers": [text for item in asked.get("items") or () if (text := without_numbers(item, 1000))],
        "what": without_numbers(asked.get("what"), 2000),
        "until": asked.get("until"),
        "reason": without_numbers(record.note, 1000),
        "place": NATIONAL if (record.channel or dossier.channel) == 2 else _place(dossier, office),
        "hours": hours_of(office.hours) if office else HOURS,
    }


def apology(passed: dt.date, new_due: dt.date, reason: str, signer: str) -> dict[str, Any]:
    """The facts of an apology."""
    return {
        "due_on": passed.isoformat(),
        "new_due_on": new_due.isoformat(),
        "reason": reason,
        "signer": signer,
    }


def _place(dossier: Dossier, office: Office | None) -> str:
    unit = dossier.unit_name or (office.name if office else None) or UNIT
    return f"{unit}, {office.address}" if office and office.address else unit
