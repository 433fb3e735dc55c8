"""An unknown template message is settled by its receipt, whose tracking id is our reference (R5 c)."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select

from portal.chat import events
from portal.chat.events.shapes import Receipt
from portal.chat.models import InboxEvent
from portal.core.db import transaction
from portal.notifications import evidence, receipts
from portal.notifications.evidence import Doubt, Sighting
from portal.notifications.models import Channel

RECEIVED = "user_received_message"
TEMPLATES = (Channel.ZBS, Channel.ZNS)
AT_ONCE = 5000


def settle_by_receipts() -> int:
    """Close as sent the unknown template messages whose receipt has come; how many. A repeat finds none."""
    doubts = {doubt.reference: doubt for doubt in evidence.doubts() if doubt.channel in TEMPLATES}
    if not doubts:
        return 0
    settled = 0
    for reference, message_id, at in _receipts(list(doubts.values())):
        doubt = doubts.get(reference)
        if doubt is None:
            continue
        seen = Sighting(doubt.user_id or "", "", message_id, at, "receipt")
        if evidence.close_sent(doubt, seen):
            receipts.note({message_id: at}, is_seen=False)
            settled += 1
    return settled


def _receipts(doubts: Sequence[Doubt]) -> list[tuple[str, str, dt.datetime]]:
    """Reference, Zalo's id and moment of receipts since the first mark; those by number name nobody."""
    since = min(doubt.marked_at for doubt in doubts) - evidence.SLACK
    with transaction() as session:
        rows = session.execute(
            select(InboxEvent.raw, InboxEvent.event_at)
            .where(
                InboxEvent.name == RECEIVED,
                InboxEvent.received_at >= since,
                or_(
                    InboxEvent.user_id.is_(None),
                    InboxEvent.user_id.in_({doubt.user_id for doubt in doubts if doubt.user_id}),
                ),
            )
            .order_by(InboxEvent.received_at.desc())
            .limit(AT_ONCE)
        ).all()
    told = [(events.read(raw, events.value_of(raw)), at) for raw, at in rows]
    return [
        (event.detail.tracking_id, event.message_ids[0], event.detail.delivered_at or at)
        for event, at in told
        if isinstance(event.detail, Receipt) and event.detail.tracking_id and event.message_ids
    ]
