"""Feedback of the demo province: rules of where it goes, and cases in every step. Names nobody."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, update

from portal.core.db import db, transaction
from portal.feedback import operations as feedback
from portal.feedback.cases import publishing, ruling, working
from portal.feedback.cases.moves import Move
from portal.feedback.models import Feedback, FeedbackStep, Kind
from portal.places.models import Unit

LONG_AN = "H63.95.01"
UNITS = {"27694": LONG_AN, "25459": "H63.95.02", "27991": "H63.95.03"}


@dataclass(frozen=True)
class Sample:
    """One case: what was told, how many days ago, and what was done with it."""

    kind: Kind
    unit: str | None
    days: float
    text: str
    moves: tuple[tuple[Move, str], ...] = ()
    published: tuple[str, str] | None = None


SAMPLES = (
    Sample(Kind.FIELD_REPORT, "27694", 0.1, "Đèn đường trước cổng trường Ví Dụ tắt từ tối qua."),
    Sample(
        Kind.FIELD_REPORT,
        "27694",
        3,
        "Nắp cống ở đường Minh Họa bị vỡ, xe máy dễ sụp.",
        ((Move.TAKE, ""),),
    ),
    Sample(
        Kind.QUESTION,
        "25459",
        2,
        "Tôi chuyển về phường mới thì đổi giấy phép kinh doanh ở đâu?",
        ((Move.ASK, "Xin ông/bà cho biết hộ kinh doanh đang đăng ký ở phường nào."),),
    ),
    Sample(Kind.CONDUCT, None, 1, "Đến nộp hồ sơ hai lần đều được hẹn lại mà không rõ vì sao."),
    Sample(
        Kind.FIELD_REPORT,
        "27991",
        9,
        "Rác dồn ở đầu ấp Mẫu ba ngày chưa ai thu.",
        ((Move.TAKE, ""), (Move.ANSWER, "Xã đã thu gom sáng nay và tăng lịch thu lên hai ngày một lần.")),
        (
            "Rác dồn ở đầu ấp Mẫu nhiều ngày chưa được thu gom.",
            "Xã đã thu gom và tăng lịch thu lên hai ngày một lần.",
        ),
    ),
)


def load(now: dt.datetime, offices: Mapping[str, uuid.UUID], by: uuid.UUID) -> None:
    """Write rules and samples, each as old as it says; nobody is told, since nobody is linked."""
    for unit, office in UNITS.items():
        if (unit_id := _unit(unit)) is not None:
            ruling.put(None, unit_id, offices[office], by)
    for sample in SAMPLES:
        _put(sample, now - dt.timedelta(days=sample.days), by)


def _unit(code: str) -> int | None:
    asked = select(Unit.id).filter_by(code=code, valid_to=None)
    return db.session.scalar(asked.limit(1))


def _put(sample: Sample, at: dt.datetime, by: uuid.UUID) -> None:
    code = feedback.receive(
        feedback.Told(
            once_key=uuid.uuid4(),
            kind=sample.kind,
            text=sample.text,
            unit_id=_unit(sample.unit) if sample.unit else None,
        )
    )
    with transaction() as session:
        row = session.scalars(select(Feedback).filter_by(code=code)).one()
        session.execute(update(Feedback).filter_by(id=row.id).values(received_at=at))
        session.execute(update(FeedbackStep).filter_by(feedback_id=row.id).values(at=at))
        session.refresh(row)
        for move, note in sample.moves:
            working.do(row.id, working.Act(move, by, note))
        if sample.published:
            publishing.publish(row.id, publishing.Words(*sample.published), by)
