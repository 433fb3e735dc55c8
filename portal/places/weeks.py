"""Opening hours as an office writes them, read into the week that `hours` reckons with.

“Thứ Hai đến thứ Sáu 7:30-11:30, 13:30-17:00; thứ Bảy 7h30 - 11h30” names days, then their hours. What cannot
be read without a guess is None.
"""

import re
from collections.abc import Mapping, Sequence

from portal.places.hours import DAYS

_NAMED = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5}
_DAY = r"(?:(?:thứ\s*|t)(hai|ba|tư|năm|sáu|bảy|[2-7])|(chủ\s*nhật|cn))\b"
_TO = r"\s*(?:-|–|—|đến|tới)\s*"
_TIME = r"(\d{1,2})\s*(?::|h|g(?:iờ)?)\s*(\d{2})?(?!\d)"
_PART = re.compile(
    rf"(?P<days>{_DAY}(?:{_TO}{_DAY})?)|(?P<every>h[ằà]ng ngày|cả tuần|tất cả các ngày|mỗi ngày)"
    rf"|(?P<always>24\s*/\s*7|24/24)|(?P<hours>{_TIME}(?:\s*phút)?{_TO}{_TIME})",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"[\s,;.:()&+]|\b(?:và|từ|sáng|chiều|tối|buổi|các|ngày|giờ|làm việc|phút|mở cửa|trực)\b", re.IGNORECASE
)

Week = dict[str, list[list[str]]]
_ALWAYS = [["00:00", "23:59"]]


def read(text: str) -> Week | None:
    """The week of these words; None when days or hours are missing, overlap, or words are left over."""
    week: Week = {}
    days: list[int] = []
    is_open = False  # hours were told for `days`: the next day begins a new group
    hits = list(_PART.finditer(text))
    for hit in _days_first(hits):
        if hit["hours"]:
            start, end = _clock(hit.group(9), hit.group(10)), _clock(hit.group(11), hit.group(12))
            if not days or start is None or end is None or end <= start:
                return None
            for day in days:
                week.setdefault(DAYS[day], []).append([start, end])
            is_open = True
            continue
        if is_open:
            days, is_open = [], False
        days += _days(hit)
        if hit["always"]:
            return {day: _ALWAYS for day in DAYS} if not week else None
    is_whole = is_open and not _LEFT.sub("", _PART.sub("", text))
    return week if is_whole and all(map(_fits, week.values())) else None


def is_always(week: Mapping[str, Sequence[Sequence[str]]] | None) -> bool:
    """Day and night, every day."""
    return week is not None and all([list(one) for one in week.get(day, ())] == _ALWAYS for day in DAYS)


def _days_first(hits: list[re.Match[str]]) -> list[re.Match[str]]:
    """“7:30-17:00, thứ Hai đến thứ Sáu”: one group told the other way round; anything else as it stands."""
    is_hours = [bool(hit["hours"]) for hit in hits]
    first = is_hours.index(False) if False in is_hours else 0
    return hits[first:] + hits[:first] if first and not any(is_hours[first:]) else hits


def _days(hit: re.Match[str]) -> list[int]:
    if hit["every"] or hit["always"]:
        return list(range(7))
    first = _day(hit.group(2), hit.group(3))
    last = _day(hit.group(4), hit.group(5)) if hit.group(4) or hit.group(5) else first
    return list(range(first, last + 1))


def _day(named: str | None, sunday: str | None) -> int:
    if sunday or named is None:
        return 6
    return int(named) - 2 if named.isdigit() else _NAMED[named.lower()]


def _clock(hour: str, minute: str | None) -> str | None:
    told = int(hour), int(minute or 0)
    return f"{told[0]:02}:{told[1]:02}" if told[0] < 24 and told[1] < 60 else None


def _fits(shifts: list[list[str]]) -> bool:
    """In order, and none begins before the one before it ends."""
    return all(one[1] <= other[0] for one, other in zip(shifts, shifts[1:], strict=False))
