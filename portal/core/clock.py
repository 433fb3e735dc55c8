"""What time it is: aware UTC inside, Asia/Ho_Chi_Minh for people."""

import datetime as dt
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def local(moment: dt.datetime) -> dt.datetime:
    """The same moment on a Vietnamese clock."""
    return moment.astimezone(VIETNAM)


def today() -> dt.date:
    """Today's date in Vietnam."""
    return local(now()).date()


def midnight(date: dt.date) -> dt.datetime:
    """The first moment of a Vietnamese day."""
    return dt.datetime.combine(date, dt.time(), VIETNAM)


def shown(moment: dt.datetime | None) -> str:
    """`HH:MM dd/MM/yyyy` on a Vietnamese clock; a dash when there is none."""
    return f"{local(moment):%H:%M %d/%m/%Y}" if moment else "–"


def day(date: dt.date | dt.datetime | None) -> str:
    """`dd/MM/yyyy`; a moment is first put on a Vietnamese clock."""
    if date is None:
        return "–"
    return f"{local(date) if isinstance(date, dt.datetime) else date:%d/%m/%Y}"
