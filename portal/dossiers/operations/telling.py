"""Who is told of a change, and in which words: owed in the transaction that writes it."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from portal.citizens import queries as citizens
from portal.citizens import reach
from portal.citizens.models import Purpose
from portal.core.amounts import dong
from portal.core.clock import day
from portal.core.db import db
from portal.dossiers.messages import HOURS, NO_DUE, hours_of
from portal.dossiers.models import Follow, Standing, Status
from portal.dossiers.operations import links
from portal.dossiers.operations.history import Change, State, asked_for
from portal.dossiers.operations.many import among
from portal.dossiers.queries.privacy import is_sensitive, without_numbers
from portal.notifications import operations as notifications
from portal.notifications import worklist
from portal.notifications.messages import Button
from portal.notifications.operations import Owed
from portal.notifications.worklist import NotTold
from portal.places.models import Office

KINDS = {
    Status.ACCEPTED: ("dossier_accepted", "Xem giấy tiếp nhận"),
    Status.REJECTED: ("dossier_rejected", "Xem lý do"),
    Status.PROCESSING: ("dossier_processing", "Xem quá trình xử lý"),
    Status.SUPPLEMENT_REQUIRED: ("dossier_supplement", "Xem yêu cầu"),
    Status.PAYMENT_REQUIRED: ("dossier_payment", "Xem khoản phải nộp"),
    Status.WITHDRAWN: ("dossier_withdrawn", "Xem thông báo"),
    Status.STOPPED: ("dossier_stopped", "Xem thông báo"),
    Status.RESOLVED: ("dossier_resolved", "Xem kết quả"),
    Status.RETURNED: ("dossier_returned", "Xem hồ sơ"),
}
NEUTRAL = ("dossier_neutral", "Mở hồ sơ")


def owe(states: Sequence[State]) -> int:
    """Owe a message to everybody who agreed: whoever has a phone of the dossier, or follows it."""
    news = [(s, change) for s in states for change in s.changes if change.is_news]
    people = audience([s for s in states if any(c.is_news for c in s.changes)]) if news else {}
    _note_nobody([(s, change) for s, change in news if s.id not in people])
    wanted = [(s, change, who) for s, change in news for who in people.get(s.id, ())]
    if not wanted:
        return 0
    return _owe_all(wanted)


def owe_to(state: State, change: Change, people: Sequence[uuid.UUID]) -> int:
    """Owe one change to these people, whoever else was told; how many messages are new."""
    return _owe_all([(state, change, who) for who in people])


def _owe_all(wanted: Sequence[tuple[State, Change, uuid.UUID]]) -> int:
    offices = _offices({s.row["office_id"] for s, _, _ in wanted if s.row.get("office_id")})
    tokens = links.make_links([(s.id, "message") for s, _, _ in wanted])
    return notifications.notify(
        [
            _owed(s, change, who, offices.get(s.row.get("office_id")), token)
            for (s, change, who), token in zip(wanted, tokens, strict=True)
        ]
    )


def audience(states: Sequence[State]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Dossier -> who may be told, in three questions for the whole batch."""
    marks = {s.id: {mark for marks in s.contacts.values() for mark in marks} for s in states}
    known = citizens.with_phones({mark for some in marks.values() for mark in some})
    pairs = {(who, s_id) for s_id, some in marks.items() for mark in some for who in known.get(mark, ())}
    following = select(Follow.citizen_id, Follow.dossier_id).where(
        among(Follow.dossier_id, marks), Follow.ended_at.is_(None)
    )
    pairs |= {(row.citizen_id, row.dossier_id) for row in db.session.execute(following)}
    told: dict[uuid.UUID, list[uuid.UUID]] = {}
    for who, dossier_id in sorted(citizens.agreed(sorted(pairs), Purpose.DOSSIER_NOTIFY), key=str):
        if dossier_id is not None:
            told.setdefault(dossier_id, []).append(who)
    return told


_CALLED_FIRST = (Standing.AUTHORISED, Standing.DESK, Standing.SUBMITTER, Standing.OWNER)


def _note_nobody(news: Sequence[tuple[State, Change]]) -> None:
    newest = {s.id: (s, change) for s, change in news}  # the last change of a batch is the one to tell
    note_untold([(s, change.version, _kind(s, change)[0]) for s, change in newest.values()])


def note_untold(news: Sequence[tuple[State, int, str]]) -> int:
    """Dossiers with consent of which we know nobody, each with the version and kind of what is to be told.

    Onto the officers' list, or no one would notice. How many are new there.
    """
    told = {s.id: (version, kind) for s, version, kind in news}
    numbers = {
        s.id: next((mark for standing in _CALLED_FIRST for mark in s.contacts.get(standing, ())), None)
        for s, _, _ in news
    }
    agreed = reach.numbers_agreed({(mark, s_id) for s_id, mark in numbers.items() if mark})
    known = citizens.with_phones({mark for mark, _ in agreed})  # somebody known and not owed has said no
    return worklist.note(
        [NotTold(s_id, *told[s_id], mark) for mark, s_id in sorted(agreed, key=str) if mark not in known]
    )


def _offices(ids: set[uuid.UUID]) -> dict[uuid.UUID | None, Office]:
    return {office.id: office for office in db.session.scalars(select(Office).where(Office.id.in_(ids)))}


def _kind(state: State, change: Change) -> tuple[str, str]:
    """The kind of message a change asks for, and the title of its button."""
    status = change.told.record.status
    if status is None:
        raise ValueError("nobody is told of a status we do not know")
    return NEUTRAL if is_sensitive(state.row["field_name"]) else KINDS[status]


def _owed(state: State, change: Change, who: uuid.UUID, office: Office | None, token: str) -> Owed:
    kind, title = _kind(state, change)
    params = {"code": state.code} if (kind, title) == NEUTRAL else _params(state, change, office)
    button = Button(title, "url", links.link_address(token))
    return Owed(who, kind, "dossier", state.id, change.version, params, (button,))


def _params(state: State, change: Change, office: Office | None) -> dict[str, str]:
    row, record = state.row, change.told.record
    unit = row["unit_name"] or (office.name if office else None) or "Cơ quan giải quyết hồ sơ"
    asked = asked_for(record) or {}
    return {
        "code": state.code,
        "procedure": row["procedure_name"] or "theo giấy tiếp nhận hồ sơ",
        "unit": unit,
        "step": f"đang giải quyết tại {unit}",
        "received": day(row["received_at"]) if row["received_at"] else "theo giấy tiếp nhận hồ sơ",
        "due": day(row["due_on"]) if row["due_on"] else NO_DUE,
        "date": day(change.event_time),
        "papers": _listed(asked.get("items") or [], asked.get("what")),
        "until": _until(asked.get("until")),
        "place": _place(row, office, unit),
        "hours": hours_of(office.hours) if office else HOURS,
        "reason": without_numbers(record.note, 300) or "xem trong thông báo ở đường dẫn bên dưới",
        "amount": dong(asked["amount"]) if asked.get("amount") else "theo thông báo của cơ quan giải quyết",
    }


def _until(day_told: str | None) -> str:
    return "/".join(reversed(day_told.split("-"))) if day_told else "theo hướng dẫn của cơ quan xử lý"


def _listed(items: Sequence[str], what: str | None) -> str:
    if len(items) > 1:
        return "".join(f"\n- {without_numbers(item, 200)}" for item in items[:10])
    return without_numbers(items[0] if items else what, 600) or "xem danh sách ở đường dẫn bên dưới"


def _place(row: dict[str, object], office: Office | None, unit: str) -> str:
    if row["return_by_post"] and row["status"] == Status.RESOLVED:
        return "tại nhà, qua bưu chính công ích theo địa chỉ đã đăng ký"
    if row["status"] == Status.SUPPLEMENT_REQUIRED and row["channel"] == 2:
        return "Cổng Dịch vụ công quốc gia, mục hồ sơ của tôi"
    return f"{unit}, {office.address}" if office and office.address else unit
