"""What Zalo's webhook says about the account: quotas and templates that changed."""

import datetime as dt
import logging

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portal.account.models import Quota, Template
from portal.account.operations import ringing
from portal.core import settings
from portal.core.db import afterwards, transaction

OA_DAILY = "oa_daily"
TEMPLATE_EVENTS = {
    "change_template_status": "status",
    "change_template_quality": "quality",
    "change_template_quota": "quota",
}
IN_FORCE = "ENABLE"
BAD_STATUS = frozenset({"DISABLE", "REJECT", "DELETE"})
LONGEST = 200

log = logging.getLogger(__name__)


def note_change(
    kind: str, new_value: object, at: dt.datetime, *, template_id: str = "", reason: str = ""
) -> bool:
    """Keep what a change event told; True when it was newer than what we knew.

    `kind` is the event's name: change_oa_daily_quota (`new_value` a number), change_template_status, _quality
    or _quota (with `template_id`). `at` is the event's own time: an older or repeated one changes nothing.
    Other kinds and values that cannot be read change nothing and raise nothing.
    """
    if kind == "change_oa_daily_quota":
        return _note_quota(new_value, at)
    field = TEMPLATE_EVENTS.get(kind)
    if field is None or not template_id or isinstance(new_value, bool | None):
        return False
    return _note_template(field, template_id[:LONGEST], str(new_value)[:LONGEST], at, reason[:LONGEST])


def _note_quota(new_value: object, at: dt.datetime) -> bool:
    told = str(new_value).strip()
    if isinstance(new_value, bool) or not (told.isascii() and told.isdecimal() and len(told) < 18):
        return False
    row = insert(Quota).values(
        oa_id=settings.get().zalo_oa_id, name=OA_DAILY, total=int(told), source="event", at=at
    )
    fresh = {"total": row.excluded.total, "source": "event", "at": row.excluded.at, "changed_by": None}
    newer = row.on_conflict_do_update(
        index_elements=[Quota.oa_id, Quota.name], set_=fresh, where=Quota.at < row.excluded.at
    ).returning(Quota.name)
    with transaction() as session:
        return session.scalar(newer) is not None


def _note_template(field: str, template_id: str, value: str, at: dt.datetime, reason: str) -> bool:
    oa_id = settings.get().zalo_oa_id
    with transaction() as session:
        blank = insert(Template).values(oa_id=oa_id, template_id=template_id, params=[], event_times={})
        session.execute(blank.on_conflict_do_nothing())
        row = session.execute(
            select(Template)
            .filter_by(oa_id=oa_id, template_id=template_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).scalar_one()
        known = row.event_times.get(field)
        if known is not None and dt.datetime.fromisoformat(known) >= at:
            return False
        before = row.status
        setattr(row, field, value)
        row.event_times = {**row.event_times, field: at.isoformat()}
        if field == "status":
            row.reason = reason or None
            row.turned_off_at = turned_off(template_id, before, value, row.turned_off_at, at)
        if value == IN_FORCE:
            afterwards(ringing.read)  # its rules and its price may be others now
    return True


def turned_off(
    template_id: str, before: str | None, status: str | None, known: dt.datetime | None, at: dt.datetime
) -> dt.datetime | None:
    """Since when a template that was in force no longer is; None while it is. Operators are told once."""
    if status == IN_FORCE:
        return None
    if before in {IN_FORCE, None} and status in BAD_STATUS:
        log.error("template may not be used any more template=%s status=%s", template_id, status)
        return at
    return known
