"""Five figures of the week before, told to leaders on their Zalo on Monday morning."""

import datetime as dt

from portal.alerts import operations as alerts
from portal.alerts.operations import Told
from portal.core import clock, settings
from portal.core.db import release
from portal.core.plots import number
from portal.figures import report
from portal.figures.period import Period
from portal.notifications.messages import Button

HOUR, UNKNOWN = 7, "chưa có"


def send_when_due() -> int:
    """On Mondays from seven on, once a week; how many leaders were told. A repeat tells nobody."""
    now = clock.local(clock.now())
    if now.weekday() != 0 or now.hour < HOUR:
        return 0
    last = now.date() - dt.timedelta(days=1)
    period = Period(last - dt.timedelta(days=6), last)
    page = f"{settings.get().base_url}/desk/figures/?tu={period.first.isoformat()}&den={last.isoformat()}"
    text = words(report.read(period))
    told = Told("digest", f"digest:{last.isoformat()}", text, Button("Xem số liệu", "url", page), True)
    done = alerts.tell(told)
    release()
    return done


def words(found: report.Report) -> str:
    """The five figures, a line each."""
    prompt = f"{number(found.promptness)}%" if found.promptness is not None else UNKNOWN
    content = f"{found.rated.content}% trên {number(found.rated.n)} lượt" if found.rated.n else UNKNOWN
    first, last = found.period.first, found.period.last
    return "\n".join(
        (
            f"Số liệu tuần {first:%d/%m} - {last:%d/%m/%Y}:",
            f"1. Tin đã gửi: {number(found.sent)}; giao trong 10 giây: {prompt}",
            f"2. Tiết kiệm so với SMS: {number(found.total.saved)} đ",
            f"3. Hồ sơ đang quá hẹn: {number(found.overdue_now)}",
            f"4. Phản ánh: {number(found.heard.received)} nhận, {number(found.heard.answered)} đã trả lời",
            f"5. Hài lòng: {content}",
        )
    )
