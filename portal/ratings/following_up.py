"""A low rating becomes a task of the office, in the same commit."""

import datetime as dt

from portal.core import clock
from portal.inbox import operations as inbox
from portal.places import queries as places
from portal.places.worktime import Calendar
from portal.ratings.models import About, Rating

KIND = "rating"
WORK = dt.timedelta(hours=16)  # of working time: two days to call, to ask or to mend
AHEAD = dt.timedelta(days=40)  # Tết lies within
ABOUT = {About.DOSSIER: "giải quyết hồ sơ", About.ANSWER: "trả lời phản ánh", About.VISIT: "phục vụ tại quầy"}


def owe(row: Rating) -> None:
    """Put it into the office's inbox; one that was settled opens again, since it fell once more."""
    today = clock.today()
    inbox.put(
        KIND,
        row.id,
        title=f"Đánh giá thấp ({row.label}): {ABOUT[row.about]}",
        office_id=row.office_id,
        due_at=Calendar(places.overrides(today, today + AHEAD)).plus_hours(clock.now(), WORK),
    )
