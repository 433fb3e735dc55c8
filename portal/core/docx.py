"""Draws a document as a file of Word: the national heading, sections, tables, plots, page numbers.

Nothing here may import at start-up of the web: `documents.as_docx` loads it when somebody writes a report.
"""

import io
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from portal.core import charts, clock
from portal.core.documents import Bullets, Chart, Document, Heading, Paragraph, Part, Signatures, Table
from portal.core.pdf import NATION, clean

FONT = "Times New Roman"  # what official papers are written in
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
LINE = 165.0  # mm between the margins


def drawn(document: Document) -> bytes:
    """The bytes of a .docx."""
    made = docx.Document()
    _set_up(made, document)
    _heading(made, document)
    _line(made, document.title.upper(), size=14, heavy=True, alignment=CENTRE)
    if document.subtitle:
        _line(made, document.subtitle, heavy=True, alignment=CENTRE)
    for part in document.parts:
        _part(made, part)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: Any, document: Document) -> None:
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(28), Mm(17), Mm(20), Mm(20)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(13)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    told = made.core_properties
    told.title, told.author, told.language = clean(document.title), clean(document.author), "vi-VN"
    told.created = told.modified = clock.now().replace(tzinfo=None)
    foot = page.footer.paragraphs[0]
    foot.text = f"{clean(document.footer)}    Trang "
    _page_number(foot)


def _page_number(paragraph: Any) -> None:
    """A field that Word fills in on every page."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _heading(made: Any, document: Document) -> None:
    """The office on the left, the nation on the right, number and day below."""
    table = made.add_table(rows=2, cols=2)
    sides = ("\n".join(document.office), "\n".join(NATION)), (document.number, document.place_and_day)
    for number, (row, cells) in enumerate(zip(table.rows, sides, strict=True)):
        for cell, text in zip(row.cells, cells, strict=True):
            _fill(cell, text, heavy=number == 0, alignment=CENTRE)


def _line(made: Any, text: str, *, size: float = 13, heavy: bool = False, alignment: Any = None) -> Any:
    paragraph = made.add_paragraph()
    _write(paragraph, text, size=size, heavy=heavy)
    paragraph.alignment = alignment
    return paragraph


def _write(paragraph: Any, text: str, *, size: float = 13, heavy: bool = False) -> None:
    for number, line in enumerate(text.split("\n")):
        run = paragraph.add_run(clean(line))
        run.bold, run.font.size = heavy, Pt(size)
        if number < text.count("\n"):
            run.add_break()


def _fill(cell: Any, text: str, *, heavy: bool = False, alignment: Any = None) -> None:
    paragraph = cell.paragraphs[0]
    _write(paragraph, text, size=12, heavy=heavy)
    paragraph.alignment = alignment


def _part(made: Any, part: Part) -> None:
    if isinstance(part, Heading):
        paragraph = made.add_heading(level=part.level)
        _write(paragraph, part.text, heavy=True)
    elif isinstance(part, Bullets):
        for point in part.points:
            _line(made, f"- {point}")
    elif isinstance(part, Chart):
        made.add_picture(io.BytesIO(charts.png(part.plot)), width=Mm(LINE * 0.7))
        made.paragraphs[-1].alignment = CENTRE
        _line(made, part.told, size=11, alignment=CENTRE)
    elif isinstance(part, Table):
        _table(made, part)
    elif isinstance(part, Signatures):
        _signatures(made, part)
    else:
        _paragraph(made, part)


def _paragraph(made: Any, part: Paragraph) -> None:
    text = f"{part.label}: {part.text}" if part.label else part.text
    _line(made, text, heavy=part.is_heavy, alignment=WD_ALIGN_PARAGRAPH.JUSTIFY)


def _table(made: Any, part: Table) -> None:
    table = made.add_table(rows=1, cols=len(part.head))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, part.head, strict=True):
        _fill(cell, text, heavy=True)
    for row in part.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _fill(cell, text)
    for column, share in zip(table.columns, part.widths, strict=True):
        for cell in column.cells:
            cell.width = Mm(LINE * share)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    made.add_paragraph()


def _signatures(made: Any, part: Signatures) -> None:
    table = made.add_table(rows=1, cols=len(part.places))
    for cell, (role, note) in zip(table.rows[0].cells, part.places, strict=True):
        _fill(cell, role, heavy=True, alignment=CENTRE)
        cell.add_paragraph(clean(note)).alignment = CENTRE
