"""A program of its own: a foreign CSV or XLSX file on stdin becomes lines of JSON on stdout (R23).

First what the file is, then one `[line, [cells]]` a row, last `{"end": rows}` or `{"bad": why, ...}`.
Whatever a hostile file does, it does here: little memory, little time, no secrets in the environment. It
knows nothing of the portal.
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from typing import BinaryIO, TextIO

from portal.core import sheet_text, sheet_xlsx
from portal.core.sheet_text import Row, Unreadable

MEMORY, CPU_SECONDS = 512 * 1024 * 1024, 120
MOST_ROWS, MOST_COLUMNS = 200_000, sheet_xlsx.MOST_COLUMNS
LONGEST = 4000
SAMPLE = 40_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PAGE = re.compile(r"\s*<(?:!doctype|\?xml|html|head|meta|style|table|div)\b", re.IGNORECASE)


def confine() -> None:
    """From here on this process can hurt only itself."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def opened(source: BinaryIO) -> tuple[dict[str, object], Iterator[Row]]:
    """What the file is, and its rows; raises Unreadable."""
    head = source.read(8)
    source.seek(0)
    if not head:
        raise Unreadable("empty")
    if head.startswith(_OLD_OFFICE):
        raise Unreadable("old_office")
    if head.startswith(b"PK"):
        return _book(source)
    text, encoding = sheet_text.decoded(source.read())
    if _PAGE.match(text):
        raise Unreadable("page")
    sign, skip = sheet_text.separator(text)
    return {"kind": "csv", "encoding": encoding, "separator": sign}, sheet_text.rows(text, sign, skip)


def _book(source: BinaryIO) -> tuple[dict[str, object], Iterator[Row]]:
    book = sheet_xlsx.Book(source)
    found, is_1904 = sheet_xlsx.sheets(book)
    if not found:
        raise Unreadable("no_sheet")
    name, part = found[0]
    others = [other for other, _ in found[1:10]]
    return {"kind": "xlsx", "sheet": name, "others": others}, sheet_xlsx.rows(book, part, is_1904=is_1904)


def told(source: BinaryIO, target: TextIO) -> None:
    """Everything the file says, line by line; raises Unreadable at what is not taken."""
    what, rows = opened(source)
    target.write(json.dumps(what) + "\n")
    count, sample = 0, ""
    for line, cells in rows:
        cells = [cell.strip() for cell in cells]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        count += 1
        if count > MOST_ROWS + 1:
            raise Unreadable("rows", most=MOST_ROWS)
        if len(cells) > MOST_COLUMNS:
            raise Unreadable("columns", most=MOST_COLUMNS)
        if max(map(len, cells)) > LONGEST:
            raise Unreadable("long_cell", line=line)
        if len(sample) < SAMPLE:
            sample += " ".join(cells) + "\n"
            seems = sheet_text.broken_letters(sample) if len(sample) >= SAMPLE else ""
            if seems:
                raise Unreadable("letters", seems=seems)
        target.write(json.dumps([line, cells]) + "\n")
    if len(sample) < SAMPLE and (seems := sheet_text.broken_letters(sample)):
        raise Unreadable("letters", seems=seems)
    target.write(json.dumps({"end": count}) + "\n")


def main() -> None:
    """Read stdin, write stdout; the last line says how it went."""
    try:
        told(sys.stdin.buffer, sys.stdout)
    except Unreadable as error:
        sys.stdout.write(json.dumps({"bad": error.word, **error.facts}) + "\n")
    except (MemoryError, RecursionError):
        sys.stdout.write(json.dumps({"bad": "heavy"}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    confine()
    main()
