"""Spreadsheets made by hand, good ones and hostile ones; no library writes files as bad as these."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

Cell = str | int | float | None
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<styleSheet {NAMESPACE}><numFmts><numFmt numFmtId="165" formatCode="dd/mm/yyyy;@"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs>'
    "</styleSheet>"
)


def letters(column: int) -> str:
    """1 is A."""
    return (letters((column - 1) // 26) if column > 26 else "") + chr(65 + (column - 1) % 26)


def sheet_xml(rows: Sequence[Sequence[Cell]], raw: str = "") -> str:
    """Texts as inline strings, numbers as numbers; `raw` is put in as it is, behind the rows."""
    lines = []
    for line, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{letters(at)}{line}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            if isinstance(cell, str)
            else f'<c r="{letters(at)}{line}"><v>{cell}</v></c>'
            for at, cell in enumerate(row, start=1)
            if cell is not None
        )
        lines.append(f'<row r="{line}">{cells}</row>')
    return f"<worksheet {NAMESPACE}><sheetData>{''.join(lines)}{raw}</sheetData></worksheet>"


def book(sheet: str, **parts: str) -> bytes:
    """A workbook around one sheet; `parts` (path with __ for /) are added."""
    made = {
        "xl/workbook.xml": f'<workbook {NAMESPACE} xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="Ẩn" sheetId="1" state="hidden" r:id="rId9"/>'
        '<sheet name="Bảng" sheetId="2" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/styles.xml": STYLES,
        **{name.replace("__", "/"): text for name, text in parts.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in made.items():
            file.writestr(name, text)
    return out.getvalue()


def xlsx(rows: Sequence[Sequence[Cell]], raw: str = "") -> bytes:
    """A plain workbook of these rows."""
    return book(sheet_xml(rows, raw))


def csv(*lines: str, encoding: str = "utf-8") -> bytes:
    """Lines as a file."""
    return "\r\n".join(lines).encode(encoding)
