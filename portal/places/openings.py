"""An office as a page shows it: whether it is open now, in words, and its usual week."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _

from portal.core import clock
from portal.places import hours, queries, weeks
from portal.places.models import Office

MAP = "https://www.google.com/maps/search/?"  # opens the map app where one is installed
OFFICE_TIME = frozenset({"giờ hành chính", "trong giờ hành chính", "giờ làm việc"})


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
    state = _opening(now, office.hours, overrides)
    return {
        "id": office.id,
        "name": office.name,
        "map": map_link(office),
        "address": office.address,
        "phone": office.phone,
        "is_open": state.is_open,
        "state": _state(state, now),
        "week": _week(office.hours),
    }


def map_link(office: Office) -> str | None:
    """Where a map shows it: by its place when we know it, else by name and address; None without both."""
    if office.latitude is not None and office.longitude is not None:
        wanted = f"{office.latitude:.6f},{office.longitude:.6f}"
    elif office.address:
        wanted = f"{office.name}, {office.address}"
    else:
        return None
    return MAP + urlencode({"api": 1, "query": wanted})


def line_state(told: str, now: dt.datetime, overrides: dict[dt.date, bool]) -> dict[str, Any] | None:
    """Whether somebody answers a number now, by its hours in words; None for hours that cannot be read."""
    week = None if told.strip().lower() in OFFICE_TIME else weeks.read(told)
    if week is None and told.strip().lower() not in OFFICE_TIME:
        return None
    state = _opening(now, week, overrides)
    if weeks.is_always(week):
        return {"is_open": True, "state": str(_("Luôn có người trực"))}
    if state.is_open and state.until:
        return {"is_open": True, "state": str(_("Đang trực, đến %(time)s", time=f"{state.until:%H:%M}"))}
    return {"is_open": False, "state": _state(state, now)}


def _opening(now: dt.datetime, week: hours.Week | None, overrides: dict[dt.date, bool]) -> hours.Opening:
    """As `hours.opening`; who never shuts knows no holidays either."""
    return hours.Opening(True) if weeks.is_always(week) else hours.opening(now, week, overrides)


def _state(state: hours.Opening, now: dt.datetime) -> str:
    if state.is_open and state.until is None:
        said = _("Mở cửa cả ngày và đêm")
    elif state.is_open and state.until:
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
