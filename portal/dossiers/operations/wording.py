"""What a message about a dossier says: the values of its placeholders, from what was told and known."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.core import clock
from portal.core.amounts import dong
from portal.core.clock import day
from portal.core.db import db
from portal.dossiers.deadlines.models import Apology
from portal.dossiers.messages import HOURS, NO_DUE, PASSED, hours_of
from portal.dossiers.models import Status, StatusEvent
from portal.dossiers.operations.history import Change, State, asked_for
from portal.dossiers.operations.many import among
from portal.dossiers.queries.privacy import without_numbers
from portal.places.models import Office

UNIT = "Cơ quan giải quyết hồ sơ"
ON_RECEIPT = "theo giấy tiếp nhận hồ sơ"
UNLISTED = "nơi giải quyết chưa gửi danh sách, xin gọi để hỏi"
BEFORE = "(trước ngày tiếp nhận, xin hỏi nơi tiếp nhận)"
MOST_PAPERS = 20
BRING = "Khi đến nhận, xin mang theo giấy tiếp nhận hồ sơ và giấy tờ tùy thân."
BRING_ONLINE = (
    "Khi đến nhận, xin mang theo giấy tờ tùy thân. Bản điện tử, nếu thủ tục có trả, "
    "xem trên Cổng Dịch vụ công quốc gia."
)
BRING_NOTHING = "Ông/bà không cần đến. Xin để ý điện thoại của nhân viên bưu điện."


@dataclass(frozen=True)
class Around:
    """What stands around the changes of a batch, read at once."""

    offices: Mapping[uuid.UUID | None, Office]
    apologies: Mapping[uuid.UUID, Apology]  # the last one of a dossier
    amounts: Mapping[uuid.UUID, int]  # what was to be paid, of dossiers that have paid

    def due(self, state: State) -> str:
        """The day that counts: of an apology while the day it was made for still stands, else as told.

        One before the dossier came in cannot be meant: it is shown as told, and said so.
        """
        told, apology = state.row["due_on"], self.apologies.get(state.id)
        if apology and apology.told_due_on == told:
            return day(apology.new_due_on)
        if told is None:
            return NO_DUE
        came = clock.local(state.row["received_at"] or state.row["submitted_at"] or state.event_time).date()
        return f"{day(told)} {BEFORE}" if told < came else day(told)


def around(news: Sequence[tuple[State, Change]]) -> Around:
    """Offices, apologies and amounts, each in one question for the batch."""
    states = {state.id: state for state, _ in news}
    wanted = {s.row["office_id"] for s in states.values() if s.row.get("office_id")}
    offices = db.session.scalars(select(Office).where(Office.id.in_(wanted))) if wanted else ()
    known = {s.id for s in states.values() if not s.is_new}  # nobody apologised for what has just come
    made = select(Apology).where(among(Apology.dossier_id, known)).order_by(Apology.made_at)
    apologies = db.session.scalars(made) if known else ()
    paid = {state.id for state, change in news if change.is_payment}
    return Around({o.id: o for o in offices}, {a.dossier_id: a for a in apologies}, _amounts(paid))


def _amounts(ids: set[uuid.UUID]) -> dict[uuid.UUID, int]:
    if not ids:
        return {}
    asked = (
        select(StatusEvent.dossier_id, StatusEvent.supplement)
        .where(among(StatusEvent.dossier_id, ids), StatusEvent.status == Status.PAYMENT_REQUIRED)
        .order_by(StatusEvent.version)
    )
    told = ((row.dossier_id, (row.supplement or {}).get("amount")) for row in db.session.execute(asked))
    return {dossier_id: amount for dossier_id, amount in told if amount}


def params(state: State, change: Change, surroundings: Around) -> dict[str, str]:
    """Every placeholder a message of this change may use."""
    row, record = state.row, change.told.record
    office = surroundings.offices.get(row.get("office_id"))
    unit = unit_of(row["unit_name"], office)
    asked = asked_for(record, change.told.status) or {}
    amount = asked.get("amount") or surroundings.amounts.get(state.id)
    by_post = bool(row["return_by_post"])
    return {
        "code": state.code,
        "procedure": row["procedure_name"] or ON_RECEIPT,
        "unit": unit,
        "step": f"đang giải quyết tại {unit}",
        "received": day(row["received_at"]) if row["received_at"] else ON_RECEIPT,
        "due": surroundings.due(state),
        "date": day(change.event_time),
        "papers": _listed(asked.get("items") or [], asked.get("what")),
        "until": _until(asked.get("until")),
        "place": _place(row, office, unit),
        "hours": hours_of(office.hours) if office else HOURS,
        "reason": without_numbers(record.note, 300) or "xem trong thông báo ở đường dẫn bên dưới",
        "amount": dong(amount) if amount else "theo thông báo của cơ quan giải quyết",
        "bill": f"số {record.bill}" if record.bill else "xem ở đường dẫn bên dưới",
        "result": without_numbers(record.return_info, 200) or "đã có, đang chờ trao cho ông/bà",
        "bring": BRING_NOTHING if by_post else BRING_ONLINE if row["channel"] == 2 else BRING,
    }


def unit_of(told: str | None, office: Office | None) -> str:
    """Who works on it, as told or as we know it."""
    return told or (office.name if office else None) or UNIT


def stale_at(change: Change) -> dt.datetime | None:
    """When a request is told in vain: the end of its last day. None without one, or where it has passed."""
    until = (asked_for(change.told.record, change.told.status) or {}).get("until")
    if not until or dt.date.fromisoformat(until) < clock.today():
        return None
    after = dt.date.fromisoformat(until) + dt.timedelta(days=1)
    return clock.midnight(after)


def _until(told: str | None) -> str:
    """The last day; one that has passed says whom to ask, since it can hardly be meant."""
    if not told:
        return "theo hướng dẫn của cơ quan xử lý"
    last = dt.date.fromisoformat(told)
    return f"{day(last)} {PASSED}" if last < clock.today() else day(last)


def _listed(items: Sequence[str], what: str | None) -> str:
    """Each paper on a line of its own; of very many the first, and how many more there are."""
    if len(items) > 1:
        lines = [f"\n- {without_numbers(item, 120)}" for item in items[:MOST_PAPERS]]
        more = len(items) - MOST_PAPERS
        return "".join(lines) + (f"\n- và {more} giấy tờ khác, xem ở đường dẫn bên dưới" if more > 0 else "")
    return without_numbers(items[0] if items else what, 600) or UNLISTED


def _place(row: Mapping[str, object], office: Office | None, unit: str) -> str:
    if row["return_by_post"] and row["status"] == Status.RESOLVED:
        return "tại nhà, qua bưu chính công ích theo địa chỉ đã đăng ký"
    if row["status"] == Status.SUPPLEMENT_REQUIRED and row["channel"] == 2:
        return "Cổng Dịch vụ công quốc gia, mục hồ sơ của tôi"
    return f"{unit}, {office.address}" if office and office.address else unit
