"""What a message costs on a channel, by the day it goes out; the province's own prices go before ours."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Model, transaction
from portal.notifications.models import Channel


class ChannelPrice(Model):
    """The price of one message (one part, for SMS) from a day on. Never edited; a new day, a new row."""

    __tablename__ = "channel_price"

    channel: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[dt.date] = mapped_column(primary_key=True)
    dong: Mapped[int]
    note: Mapped[str]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


@dataclass(frozen=True)
class Price:
    """A price and where it is from."""

    channel: Channel
    valid_from: dt.date
    dong: int
    note: str


LONG_AGO = dt.date(2019, 1, 1)
USUAL: Sequence[Price] = (
    Price(Channel.CS, LONG_AGO, 0, "Tin tư vấn trong thời gian Zalo cho phép"),
    Price(Channel.ZBS, LONG_AGO, 165, "Giá tham khảo năm 2026"),
    Price(Channel.ZNS, LONG_AGO, 200, "Giá tham khảo năm 2026"),
    Price(Channel.SMS, LONG_AGO, 350, "Giá một tin nhắn năm 2019"),
)
"""What was found in public (zalo/CONTRACT.md 6.4, domain.md 4), until the province enters its contract's."""


def on(day: dt.date) -> Mapping[Channel, int]:
    """The price of each channel on a day, in đồng."""
    found = {one.channel: one.dong for one in USUAL}
    return found | {one.channel: one.dong for one in _entered(day)}


def all_of() -> list[Price]:
    """Every price there is or was, channel by channel, the newest first."""
    order = list(Channel)
    known = [*USUAL, *_entered(dt.date.max)]
    return sorted(known, key=lambda one: (order.index(one.channel), -one.valid_from.toordinal()))


def _entered(until: dt.date) -> list[Price]:
    with transaction() as session:
        rows = session.execute(
            select(ChannelPrice.channel, ChannelPrice.valid_from, ChannelPrice.dong, ChannelPrice.note)
            .where(ChannelPrice.valid_from <= until)
            .order_by(ChannelPrice.channel, ChannelPrice.valid_from)
        ).all()
    return [Price(Channel(row.channel), row.valid_from, row.dong, row.note) for row in rows]


def enter(price: Price, by: uuid.UUID) -> bool:
    """Write a price that holds from a day on; False when that day has one already. Audited by the caller."""
    row = insert(ChannelPrice).values(
        channel=price.channel,
        valid_from=price.valid_from,
        dong=price.dong,
        note=price.note,
        created_at=clock.now(),
        created_by=by,
    )
    with transaction() as session:
        added = session.scalars(row.on_conflict_do_nothing().returning(ChannelPrice.channel)).all()
    return bool(added)
