"""A program of its own: a foreign PDF, DOCX or XLSX on stdin becomes kind and text on stdout (R23).

Whatever a hostile file does, it does here: little memory, little time, no secrets in the environment. Files
that bring a program along are refused. It knows nothing of the portal.
"""

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import ZipFile

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from portal.core import sheet_reader, sheet_xlsx
from portal.core.sheet_text import Unreadable
from portal.core.sheet_xlsx import Book

MOST_SIGNS, MOST_PAGES = 200_000, 300
WORD, EXCEL = "word/document.xml", "xl/workbook.xml"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_OLD = {  # names inside such a file; a new one with a password is packed like an old one, too
    "EncryptedPackage": "locked",
    "WordDocument": "old_word",
    "Workbook": "old_excel",
    "PowerPoint Document": "slides",
}
_PACKED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_PARTS = {"ppt/presentation.xml": "slides", "content.xml": "open_office"}
_ACTS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData"})  # what a PDF may do by itself


def read(raw: bytes) -> dict[str, str]:
    """`kind` and `text`; raises Unreadable with what it is instead (words in media/messages.py)."""
    if raw.startswith(b"%PDF-"):
        return {"kind": "pdf", "text": _joined(_pdf(raw))}
    if raw.startswith(_OLD_OFFICE):
        raise Unreadable(_old(raw))
    if raw.startswith(_PACKED):
        raise Unreadable("zip")
    if raw.startswith(b"{\\rtf"):
        raise Unreadable("rtf")
    if not raw.startswith(b"PK"):
        raise Unreadable("kind")
    try:
        return {"kind": "docx", "text": _joined(_word(Book(BytesIO(raw), WORD)))}
    except Unreadable as error:
        if error.word != "kind":
            raise
    try:
        return {"kind": "xlsx", "text": _joined(_cells(Book(BytesIO(raw), EXCEL)))}
    except Unreadable as error:
        raise Unreadable(_other(raw) if error.word == "kind" else error.word) from None


def _old(raw: bytes) -> str:
    """Which program wrote a file of the old form."""
    return next((word for name, word in _OLD.items() if name.encode("utf-16-le") in raw), "old_office")


def _other(raw: bytes) -> str:
    """What a packed file is that holds neither a text nor a sheet; Book has looked into it before."""
    with ZipFile(BytesIO(raw)) as packed:
        names = set(packed.namelist())
    return next((word for part, word in _PARTS.items() if part in names), "zip")


def _joined(pieces: Any) -> str:
    """Pieces line by line, as far as there is room."""
    kept, size = [], 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece) + 1
        if size > MOST_SIGNS:
            break
    return "\n".join(kept)[:MOST_SIGNS]


def _cells(book: Book) -> Iterator[str]:
    """Row by row; of a sheet that reckons, its texts."""
    found, is_1904 = sheet_xlsx.sheets(book)
    try:
        for _, part in found:
            for _, cells in sheet_xlsx.rows(book, part, is_1904=is_1904):
                yield " ".join(cell for cell in cells if cell)
    except Unreadable as error:
        if error.word != "formula":
            raise
        yield from sheet_xlsx.shared(book)


def _pdf(raw: bytes) -> Iterator[str]:
    try:
        reader = PdfReader(BytesIO(raw))
        if reader.is_encrypted:
            raise Unreadable("locked")
        root = reader.trailer["/Root"]
        if _acts(root):
            raise Unreadable("macro")
        pages = list(reader.pages)[:MOST_PAGES]
    except (Unreadable, MemoryError):
        raise
    except Exception:  # pypdf raises of every kind; all of them mean the same here
        raise Unreadable("broken") from None
    for page in pages:
        try:
            yield page.extract_text()
        except (MemoryError, RecursionError):
            return
        except Exception:  # noqa: S112 - a page without readable text is a page without text
            continue


def _acts(root: Any) -> bool:
    """Whether opening the file does something, or it carries scripts."""
    names = root.get("/Names")
    held = names.get_object() if names is not None else {}
    if "/JavaScript" in held or "/AA" in root:
        return True
    opening = root.get("/OpenAction")
    act = opening.get_object() if opening is not None else None
    return isinstance(act, DictionaryObject) and act.get("/S") in _ACTS


def _word(book: Book) -> Iterator[str]:
    """Paragraph by paragraph."""
    ready: list[str] = []
    now: list[str] = []
    state = {"is_text": False}

    def begin(name: str, _: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        state["is_text"] = tag == "t"
        if tag in {"tab", "br"}:
            now.append(" ")

    def end(name: str) -> None:
        state["is_text"] = False
        if name.rpartition(":")[2] == "p":
            ready.append("".join(now))
            now.clear()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = lambda text: now.append(text) if state["is_text"] else None
    for _ in book.read(WORD, parser):
        yield from ready
        ready.clear()


def main() -> None:
    """Read stdin, write stdout."""
    sheet_reader.confine()
    try:
        told: dict[str, Any] = read(sys.stdin.buffer.read())
    except Unreadable as error:
        told = {"bad": error.word}
    except (MemoryError, RecursionError):
        told = {"bad": "heavy"}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
