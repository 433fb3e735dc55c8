"""What our messages are about, as people may stop them: a handful of topics over all kinds.

Stopping is checked at the call (`gates`), and what waits is ended at once. It stands beside consent: whoever
stops a topic still agrees to the rest.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from portal.citizens.models import Mute
from portal.core.db import transaction
from portal.notifications.models import Intent, State

STOPPED = "topic_stopped"  # the reason of a message that its person did not want


@dataclass(frozen=True)
class Topic:
    """A sort of message in people's words, and the kinds it holds."""

    title: str
    text: str
    kinds: frozenset[str]


TOPICS: Mapping[str, Topic] = {
    "accepted": Topic(
        "Đã tiếp nhận hồ sơ", "Khi hồ sơ được nhận, kèm ngày hẹn trả.", frozenset({"dossier_accepted"})
    ),
    "progress": Topic(
        "Đang xử lý", "Khi hồ sơ chuyển sang bước giải quyết.", frozenset({"dossier_processing"})
    ),
    "asked": Topic(
        "Cần nộp thêm giấy tờ hoặc tiền",
        "Khi hồ sơ tạm dừng để chờ ông/bà. Nếu thôi nhận, ông/bà có thể lỡ hạn nộp.",
        frozenset({"dossier_supplement", "dossier_payment", "dossier_payment_done"}),
    ),
    "late": Topic("Xin lỗi và hẹn lại ngày", "Khi hồ sơ trễ hẹn.", frozenset({"dossier_apology"})),
    "ended": Topic(
        "Kết quả và kết thúc hồ sơ",
        "Khi có kết quả, đã trả kết quả, bị từ chối, rút hoặc dừng.",
        frozenset(f"dossier_{end}" for end in ("resolved", "returned", "rejected", "withdrawn", "stopped")),
    ),
    "private": Topic(
        "Hồ sơ thuộc lĩnh vực riêng tư",
        "Chỉ báo có cập nhật, không nêu nội dung.",
        frozenset({"dossier_neutral"}),
    ),
}
_OF = {kind: name for name, topic in TOPICS.items() for kind in topic.kinds}


def of(kind: str) -> str | None:
    """The topic of a kind; None for what is no notice: answers, test messages."""
    return _OF.get(kind, "progress" if kind.startswith("dossier_") else None)


def stopped(session: Session, ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Of these messages those whose person stopped their topic."""
    rows = session.execute(
        select(Intent.id, Intent.kind, Mute.topic)
        .join(Mute, and_(Mute.citizen_id == Intent.citizen_id, Mute.ended_at.is_(None)))
        .where(Intent.id.in_(ids))
    )
    return {row.id for row in rows if of(row.kind) == row.topic}


def end_waiting(citizen_id: uuid.UUID, topic: str) -> int:
    """End what waits to be sent to a person about a topic; how many. What is on the wire ends as it ends."""
    with transaction() as session:
        waiting = session.execute(
            select(Intent.id, Intent.kind)
            .where(
                Intent.citizen_id == citizen_id,
                or_(
                    Intent.state == State.QUEUED,
                    and_(Intent.state == State.SENDING, Intent.is_on_wire.is_(False)),
                ),
            )
            .with_for_update(skip_locked=True)
        ).all()
        mine = [row.id for row in waiting if of(row.kind) == topic]
        session.execute(
            update(Intent)
            .where(Intent.id.in_(mine))
            .values(
                state=State.DROPPED,
                reason=STOPPED,
                due_at=None,
                lease_token=None,
                settled_at=func.clock_timestamp(),
            )
            .execution_options(synchronize_session=False)
        )
    return len(mine)
