"""What became of messages after they were sent, as Zalo's receipts tell."""

import datetime as dt

from sqlalchemy import ARRAY, DateTime, Text, cast, func, select, update

from portal.core.db import transaction
from portal.notifications.models import Attempt


def note(got: dict[str, dt.datetime], *, is_seen: bool) -> int:
    """Phones had, or people saw, these messages of ours; the first moment stands. How many are ours.

    One statement for all. What was seen has been received, too.
    """
    if not got:
        return 0
    told = select(
        func.unnest(cast(list(got), ARRAY(Text))).label("message_id"),
        func.unnest(cast(list(got.values()), ARRAY(DateTime(timezone=True)))).label("at"),
    ).cte("told")
    values = {"received_at": func.least(Attempt.received_at, told.c.at)}
    if is_seen:
        values["seen_at"] = func.least(Attempt.seen_at, told.c.at)
    with transaction() as session:
        marked = session.execute(
            update(Attempt)
            .where(Attempt.message_id == told.c.message_id)
            .values(**values)
            .returning(Attempt.id)
            .execution_options(synchronize_session=False)
        ).all()
    return len(marked)
