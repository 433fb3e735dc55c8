"""An office as a page shows it: whether it is open now, in words, and its usual week."""

import datetime as dt
from typing import Any

from flask_babel import gettext as _

from portal.core import clock
from portal.places import hours, queries
from portal.places.models import Office


def now_and_overrides() -> tuple[dt.datetime, dict[dt.date, bool]]:
    """The moment on the offices' own clock, and the decided days as far as opening hours look ahead."""
    now = moment()
    return now, overrides_from(now)


def moment() -> dt.datetime:
    """This moment on the offices' own clock."""
    return clock.local(clock.now())


def overrides_from(now: dt.datetime) -> dict[dt.date, bool]:
    """The decided days as far as opening hours look ahead."""
    return queries.overrides(now.date(), now.date() + dt.timedelta(days=hours.LOOK_AHEAD))


def shown(office: Office, now: dt.datetime, overrides: dict[dt.date, bool]) -> dict[str, Any]:
    """What the page says of an office; `state` is a sentence in the reader's language."""
    state = hours.opening(now, office.hours, overrides)
    return {
        "name": office.name,
        "address": office.address,
        "phone": office.phone,
        "is_open": state.is_open,
        "state": _state(state, now),
        "week": _week(office.hours),
    }


def _state(state: hours.Opening, now: dt.datetime) -> str:
    if state.is_open and state.until:
        said = _("Đang mở cửa, đến %(time)s", time=f"{state.until:%H:%M}")
    elif state.again is None:
        said = _("Đang đóng cửa")
    else:
        said = _again(state.again, now, state.holiday)
    return str(said)


def _again(again: dt.datetime, now: dt.datetime, holiday: str | None) -> str:
    time, day = f"{again:%H:%M}", f"{_day_names()[again.weekday()]}, {again:%d/%m/%Y}"
    if again.date() == now.date():
        return str(_("Đang nghỉ, mở lại lúc %(time)s hôm nay", time=time))
    if holiday:
        return str(_("Nghỉ lễ (%(why)s), mở lại lúc %(time)s %(day)s", why=holiday, time=time, day=day))
    return str(_("Đã đóng cửa, mở lại lúc %(time)s %(day)s", time=time, day=day))


def _day_names() -> list[str]:
    return [
        _("thứ Hai"),
        _("thứ Ba"),
        _("thứ Tư"),
        _("thứ Năm"),
        _("thứ Sáu"),
        _("thứ Bảy"),
        _("Chủ nhật"),
    ]


def _week(week: hours.Week | None) -> list[tuple[str, str]]:
    """The usual hours, days with the same hours together."""
    names, plan = _day_names(), week or hours.USUAL
    said = ["; ".join(f"{start}–{end}" for start, end in plan.get(day, ())) for day in hours.DAYS]
    rows: list[tuple[str, str]] = []
    first = 0
    for n in range(1, 8):
        if n < 7 and said[n] == said[first]:
            continue
        days = names[first] if n - first == 1 else _("%(a)s đến %(b)s", a=names[first], b=names[n - 1])
        rows.append((days[:1].upper() + days[1:], said[first] or _("Nghỉ")))
        first = n
    return rows
