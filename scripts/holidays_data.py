"""Writes portal/places/holidays.csv from the holidays package, so that the portal need not load it.

The package costs a web process 25 MB for some hundred lines. tests/unit/places checks that file and package
agree; run `.venv/bin/python scripts/holidays_data.py` after the package's version changed.
"""

import csv
import io
from pathlib import Path

import holidays

FILE = Path(__file__).resolve().parents[1] / "portal/places/holidays.csv"
YEARS = range(2025, 2032)


def text() -> str:
    """Rest days with their names, and the Saturdays that work in place of one."""
    calendar = holidays.country_holidays("VN", years=YEARS, language="vi")
    rows = [(day.isoformat(), 0, name) for day, name in calendar.items()]
    rows += [(day.isoformat(), 1, "") for day in calendar.weekend_workdays if day.year in YEARS]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([("date", "is_working", "name"), *sorted(rows)])
    return out.getvalue()


if __name__ == "__main__":
    FILE.write_text(text())
