"""Why a message left a channel: passed over, or tried and proven not to have arrived; rests of channels."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import settings
from portal.core.db import transaction
from portal.notifications.models import Channel, ChannelRest, ChannelStep

NOW = func.clock_timestamp()
NAMES: Mapping[str, str] = {
    Channel.CS: "Tin tư vấn Zalo",
    Channel.ZBS: "Tin mẫu Zalo cho người quan tâm",
    Channel.ZNS: "Tin mẫu Zalo tới số điện thoại",
    Channel.SMS: "Tin nhắn SMS",
}
"""The ways to a person, for staff."""
WHY: Mapping[str, str] = {
    "no_address": "người nhận chưa từng liên hệ với trang Zalo của tỉnh",
    "not_following": "người nhận không còn quan tâm trang Zalo của tỉnh",
    "window_closed": "đã quá số ngày Zalo cho gửi tin sau lần liên hệ cuối của người nhận",
    "articles_only": "trang Zalo này không gửi được tin cho từng người",
    "no_template": "chưa chọn mẫu tin cho nội dung này",
    "shut": "trang Zalo này không dùng được kênh",
    "resting": "kênh đang tạm nghỉ",
    "off": "kênh chưa được bật",
    "no_phone": "không có số điện thoại được xác nhận cho hồ sơ này",
    "no_sms_consent": "người nhận mới đồng ý nhận tin qua Zalo, chưa đồng ý nhận SMS",
    "told_otherwise": "số điện thoại này đã được báo qua người nhận khác",
    "price_cap": "sẽ vượt mức chi cho một hồ sơ",
    "unwilling": "người nhận từ chối mọi tin của trang Zalo",
    "unreadable": "không dựng được nội dung tin cho kênh này",
    "refused": "kênh từ chối tin",
    "tries_used_up": "không kết nối được sau nhiều lần thử",
    "no_door": "cả hai địa chỉ gửi đều không nhận loại trang này",
}
"""Why a message does not go by a channel, for staff; a part of a sentence."""


@dataclass(frozen=True)
class Step:
    """One channel that a message left, and why."""

    channel: Channel
    reason: str
    is_over: bool = False  # tried: never again


def write(session: Session, left: Mapping[uuid.UUID, Sequence[Step]]) -> None:
    """Keep why messages left channels; what is written already stays as it is."""
    rows = [
        {
            "intent_id": id_,
            "channel": one.channel.value,
            "reason": one.reason,
            "is_over": one.is_over,
            "at": NOW,
        }
        for id_, some in left.items()
        for one in some
    ]
    if rows:
        session.execute(insert(ChannelStep).values(rows).on_conflict_do_nothing())


def over(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[Channel, str]]:
    """Message -> the channels it was tried on for good, with how that ended."""
    rows = session.execute(
        select(ChannelStep.intent_id, ChannelStep.channel, ChannelStep.reason)
        .where(ChannelStep.intent_id.in_(ids), ChannelStep.is_over)
        .order_by(ChannelStep.id)
    )
    found: dict[uuid.UUID, dict[Channel, str]] = {}
    for row in rows:
        found.setdefault(row.intent_id, {})[Channel(row.channel)] = row.reason
    return found


def of(session: Session, intent_id: uuid.UUID) -> list[ChannelStep]:
    """Every step of one message, in order."""
    return list(session.scalars(select(ChannelStep).filter_by(intent_id=intent_id).order_by(ChannelStep.id)))


def rest(channel: Channel, until: dt.datetime, why: str) -> None:
    """This channel takes nothing until then; a longer rest that is running stays."""
    row = insert(ChannelRest).values(
        oa_id=settings.get().zalo_oa_id, channel=channel.value, until=until, why=why
    )
    longer = row.on_conflict_do_update(
        index_elements=[ChannelRest.oa_id, ChannelRest.channel],
        set_={"until": row.excluded.until, "why": row.excluded.why},
        where=ChannelRest.until < row.excluded.until,
    )
    with transaction() as session:
        session.execute(longer)


def rests(channels: Iterable[Channel] = tuple(Channel)) -> dict[Channel, dt.datetime]:
    """Channels that rest now, and until when."""
    with transaction() as session:
        rows = session.execute(
            select(ChannelRest.channel, ChannelRest.until).where(
                ChannelRest.oa_id == settings.get().zalo_oa_id, ChannelRest.until > NOW
            )
        ).all()
    wanted = set(channels)
    return {Channel(row.channel): row.until for row in rows if Channel(row.channel) in wanted}
