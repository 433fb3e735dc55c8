"""An XLSX file as rows of text, read as a stream; formulas, bombs and macros are refused, never worked out.

Part of a program of its own (`sheet_reader`): knows nothing of the portal and imports nothing but Python.
A library would be shorter, but those at hand hide formulas and hold the whole sheet in memory.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from portal.core.sheet_dates import Styles, styles_of
from portal.core.sheet_text import LONGEST_CELL, Row, Unreadable

MOST_UNPACKED, MOST_PARTS = 50 * 1024 * 1024, 2000
CHUNK = 64 * 1024
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Book:
    """The parts of one file; looks into the directory before anything is unpacked."""

    def __init__(self, source: BinaryIO, main: str = "xl/workbook.xml") -> None:
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, OSError, ValueError):
            raise Unreadable("broken") from None
        parts = self._zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Unreadable("unpacked", most=MOST_UNPACKED // 1024 // 1024)
        self._names = {part.filename.lower(): part for part in parts}
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("locked")
        if any("vbaproject" in name for name in self._names):
            raise Unreadable("macro")
        if main not in self._names:
            raise Unreadable("kind")

    def has(self, name: str) -> bool:
        return name.lower() in self._names

    def read(self, name: str, parser: "expat.XMLParserType") -> Iterator[None]:
        """Feed one part to the parser, piece by piece."""
        part = self._names.get(name.lower())
        if part is None:
            raise Unreadable("broken")
        parser.StartDoctypeDeclHandler = _no_doctype
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(CHUNK):
                    parser.Parse(piece)
                    yield
            parser.Parse(b"", True)
            yield
        except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError, OSError):
            raise Unreadable("broken") from None

    def read_whole(self, name: str, parser: "expat.XMLParserType") -> None:
        for _ in self.read(name, parser):
            pass


def _no_doctype(*_: object) -> None:
    raise Unreadable("broken")  # an office program writes none; a bomb needs one


def _plain(name: str) -> str:
    return name.rpartition(":")[2]


def sheets(book: Book) -> tuple[list[tuple[str, str]], bool]:
    """Name and part of each visible sheet, in the order of the tabs; whether days are counted from 1904."""
    found: list[tuple[str, str]] = []
    targets: dict[str, str] = {}
    old: list[bool] = []

    def begin(name: str, told: dict[str, str]) -> None:
        tag = _plain(name)
        if tag == "sheet" and told.get("state", "visible") == "visible":
            key = next((value for label, value in told.items() if _plain(label) == "id"), "")
            found.append((told.get("name", "?")[:100], key))
        elif tag == "Relationship":
            target = told.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            targets[told.get("Id", "")] = posixpath.normpath(path)
        elif tag == "workbookPr" and told.get("date1904") in {"1", "true"}:
            old.append(True)

    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        parser = expat.ParserCreate()
        parser.StartElementHandler = begin
        book.read_whole(part, parser)
    return [(name, targets.get(key, "")) for name, key in found if "worksheet" in targets.get(key, "")], bool(
        old
    )


def shared(book: Book) -> list[str]:
    """The texts that cells point to."""
    texts: list[str] = []
    if not book.has("xl/sharedStrings.xml"):
        return texts
    now: list[str] = []
    state = {"text": False, "sound": 0}

    def begin(name: str, _: dict[str, str]) -> None:
        tag = _plain(name)
        state["text"] = tag == "t"
        state["sound"] += tag == "rPh"

    def end(name: str) -> None:
        tag = _plain(name)
        state["text"] = False
        if tag == "si":
            texts.append("".join(now)[:LONGEST_CELL])
            now.clear()
        state["sound"] -= tag == "rPh"

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = lambda text: (
        now.append(text) if state["text"] and not state["sound"] else None
    )
    book.read_whole("xl/sharedStrings.xml", parser)
    return texts


class _Cells:
    """What the parser says about one sheet, as rows."""

    def __init__(self, texts: list[str], styles: Styles) -> None:
        self.ready: list[Row] = []
        self._texts, self._styles = texts, styles
        self._row: list[str] = []
        self._line = self._column = 0
        self._kind = self._style = ""
        self._text: list[str] = []
        self._takes = False

    def begin(self, name: str, told: dict[str, str]) -> None:
        tag = _plain(name)
        if tag == "c":
            self._column = _column(told["r"]) if "r" in told else self._column + 1
            self._kind, self._style = told.get("t", "n"), told.get("s", "0")
            self._text.clear()
        elif tag in {"v", "t"}:
            self._takes = True
        elif tag == "f":
            raise Unreadable("formula", line=self._line, column=self._column)
        elif tag == "row":
            line = told.get("r", "")
            self._line = int(line) if line.isdigit() and len(line) < 9 else self._line + 1
            self._row, self._column = [], 0

    def text(self, piece: str) -> None:
        if self._takes:
            self._text.append(piece)

    def end(self, name: str) -> None:
        tag = _plain(name)
        if tag in {"v", "t"}:
            self._takes = False
        elif tag == "c" and self._text:
            said = self._value("".join(self._text))
            if said:
                if self._column > MOST_COLUMNS:
                    raise Unreadable("columns", most=MOST_COLUMNS)
                self._row += [""] * (self._column - len(self._row))
                self._row[self._column - 1] = said
        elif tag == "row":
            self.ready.append((self._line, self._row))

    def _value(self, told: str) -> str:
        if self._kind == "s":
            place = int(told) if told.isdigit() and len(told) < 9 else -1
            if not 0 <= place < len(self._texts):
                raise Unreadable("broken")
            return self._texts[place]
        if self._kind == "b":
            return "1" if told == "1" else "0"
        if self._kind == "n":
            return self._styles.shown(told, self._style)
        return told[:LONGEST_CELL]


MOST_COLUMNS = 60
_LETTERS = re.compile(r"[A-Z]{1,3}")


def _column(reference: str) -> int:
    found = _LETTERS.match(reference)
    if found is None:
        raise Unreadable("broken")
    number = 0
    for letter in found[0]:
        number = number * 26 + ord(letter) - 64
    return number


def rows(book: Book, part: str, *, is_1904: bool) -> Iterator[Row]:
    """Line number and cells of each row of a sheet; raises Unreadable."""
    cells = _Cells(
        shared(book), styles_of(book.read_whole if book.has("xl/styles.xml") else None, is_1904=is_1904)
    )
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = cells.begin, cells.end
    parser.CharacterDataHandler = cells.text
    for _ in book.read(part, parser):
        yield from cells.ready
        cells.ready.clear()
