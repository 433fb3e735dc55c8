"""Numbers of a spreadsheet as people see them: which are days and hours, by the formats of their cells.

Part of a program of its own (`sheet_reader`): knows nothing of the portal and imports nothing but Python.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

_BUILT_IN = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_UNSPOKEN = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|[_*].', re.IGNORECASE)
_LAST_DAY = 2_958_465  # 31 December 9999


@dataclass
class Styles:
    """Which cell styles show days."""

    is_1904: bool = False
    custom: dict[int, str] = field(default_factory=dict)
    formats: list[int] = field(default_factory=list)

    def is_day(self, style: str) -> bool:
        """Does this style show a day or an hour?"""
        place = int(style) if style.isdigit() and len(style) < 7 else 0
        number = self.formats[place] if place < len(self.formats) else 0
        if number in self.custom:
            return bool(re.search("[dyhms]", _UNSPOKEN.sub("", self.custom[number]), re.IGNORECASE))
        return number in _BUILT_IN

    def shown(self, told: str, style: str) -> str:
        """A number as text; a day as 2026-07-01, with its hour as 2026-07-01 08:00."""
        try:
            value = float(told)
        except ValueError:
            return told[:100]
        if value != value or value in {float("inf"), float("-inf")}:
            return told[:100]
        if self.is_day(style) and 0 <= value < _LAST_DAY:
            return self._moment(value)
        return f"{int(value)}" if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"

    def _moment(self, value: float) -> str:
        minutes = round(value % 1 * 1440)
        days, minutes = int(value) + minutes // 1440, minutes % 1440
        hour = f"{minutes // 60:02d}:{minutes % 60:02d}"
        if days == 0:
            return hour
        start = dt.date(1904, 1, 1) if self.is_1904 else dt.date(1899, 12, 30 if days > 59 else 31)
        day = (start + dt.timedelta(days=days)).isoformat()
        return day if minutes == 0 else f"{day} {hour}"


def styles_of(read: Callable[[str, "expat.XMLParserType"], None] | None, *, is_1904: bool) -> Styles:
    """The styles of a book; `read` feeds a part to a parser, None when there are no styles."""
    found = Styles(is_1904)
    inside: list[str] = []

    def begin(name: str, told: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        number = told.get("numFmtId", "0")
        if tag == "numFmt" and number.isdigit():
            found.custom[int(number[:6])] = told.get("formatCode", "")[:200]
        elif tag == "cellXfs":
            inside.append(tag)
        elif tag == "xf" and inside:
            found.formats.append(int(number[:6]) if number.isdigit() else 0)

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "cellXfs":
            inside.clear()

    if read is not None:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = begin, end
        read("xl/styles.xml", parser)
    return found
