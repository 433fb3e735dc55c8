"""Tables as files for spreadsheets: streamed row by row, every cell plain text (R23)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response, stream_with_context

from portal.core import web

RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would read these as a formula
MARK = "\ufeff"  # tells spreadsheets that the text is UTF-8
ROWS_AT_ONCE = 500


def cell(value: object) -> str:
    """A value as text that no spreadsheet reckons with."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RISKY) else text


def lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file piece by piece: the head, then some hundred rows a piece."""
    out = io.StringIO()
    sheet = csv.writer(out)
    out.write(MARK)
    sheet.writerow(head)
    for number, row in enumerate(rows, 1):
        sheet.writerow([cell(value) for value in row])
        if number % ROWS_AT_ONCE == 0:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> str:
    said = out.getvalue()
    out.seek(0)
    out.truncate()
    return said


def answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A CSV file to keep, sent while it is made; it says itself that it is text."""
    made = Response(stream_with_context(lines(head, rows)), mimetype="text/csv")
    made.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return web.keep_private(made)
