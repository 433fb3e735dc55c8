"""Draws a document as a PDF: Be Vietnam Pro, national heading, tables over pages, QR, page n of m.

Nothing here may import at start-up of the web: `documents.as_pdf` loads it when somebody prints.
"""

import io
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any
from xml.sax.saxutils import escape  # noqa: S406 - writes, reads nothing

from reportlab import platypus
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from portal.core import charts, qr
from portal.core.documents import Bullets, Chart, Document, Heading, Paragraph, Part, Signatures, Table
from portal.core.settings import ROOT

FONT, HEAVY = "BeVietnamPro", "BeVietnamPro-SemiBold"
LEFT, RIGHT, TOP, BOTTOM = 25 * mm, 18 * mm, 18 * mm, 20 * mm
EDGE = 6  # reportlab keeps so much free within the margins
LINE = A4[0] - LEFT - RIGHT - 2 * EDGE
QR_SIDE = 30 * mm
NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


@cache
def fonts() -> None:
    """Read the two typefaces once a process."""
    for name, file in ((FONT, "400"), (HEAVY, "600")):
        pdfmetrics.registerFont(TTFont(name, str(ROOT / "fonts" / f"be-vietnam-pro-{file}.ttf")))
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=HEAVY, italic=FONT, boldItalic=HEAVY)


def _style(size: float = 11, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}{sorted(more.items())}", fontName=FONT, fontSize=size, leading=size * 1.45, **more
    )


BODY = _style(spaceAfter=5, alignment=TA_JUSTIFY)
CENTRE = _style(alignment=TA_CENTER)
SMALL = _style(9)
CORNER = _style(8.5, alignment=TA_RIGHT)
HEADING = _style(10, alignment=TA_CENTER)
TITLE = _style(14, alignment=TA_CENTER, spaceBefore=10, spaceAfter=2)
CELL = _style(10.5)
SECTION = _style(12, spaceBefore=10, spaceAfter=4, keepWithNext=1)
SUBSECTION = _style(11, spaceBefore=6, spaceAfter=3, keepWithNext=1)
POINT = _style(spaceAfter=3, leftIndent=5 * mm, firstLineIndent=-3 * mm)


def drawn(document: Document) -> bytes:
    """The document's bytes; nothing in them tells when they were made."""
    fonts()
    out = io.BytesIO()
    paper = platypus.SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=LEFT,
        rightMargin=RIGHT,
        topMargin=TOP,
        bottomMargin=BOTTOM,
        title=clean(f"{document.title} {document.number}"),
        author=clean(document.author),
        lang="vi",
        invariant=1,
    )
    paper.build(list(_story(document)), canvasmaker=_canvas(clean(document.footer)))
    return out.getvalue()


def clean(text: str) -> str:
    """NFC: separate accents would be drawn beside their letters; control signs have no shape at all."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(sign if sign.isprintable() else " " for sign in whole).strip()


def _words(text: str, style: ParagraphStyle, *, heavy: bool = False) -> platypus.Paragraph:
    """Text as it is: what looks like markup is shown, not obeyed. Line ends stay."""
    safe = "<br/>".join(escape(clean(line)) for line in text.splitlines())
    return platypus.Paragraph(f"<b>{safe}</b>" if heavy else safe, style)


def _story(document: Document) -> Iterable[platypus.Flowable]:
    if document.form:
        yield _words(f"{document.form}\n{document.decree}", CORNER)
    yield platypus.Spacer(0, 4)
    yield _heading(document)
    yield _words(document.title.upper(), TITLE, heavy=True)
    yield _words(document.subtitle, CENTRE)
    yield platypus.Spacer(0, 8)
    for part in document.parts:
        yield from _part(part)
    if document.qr:
        yield platypus.Spacer(0, 10)
        yield _qr(document)


def _heading(document: Document) -> platypus.Table:
    """The office on the left, the nation on the right, a rule below each."""
    left = [_words("\n".join(document.office), HEADING, heavy=True), _Rule(24 * mm)]
    right = [_words("\n".join(NATION), HEADING, heavy=True), _Rule(48 * mm)]
    below = [_words(document.number, HEADING), _words(document.place_and_day, HEADING)]
    table = platypus.Table([[left, right], below], colWidths=[LINE * 0.44, LINE * 0.56])
    table.setStyle(platypus.TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_no_padding(bottom=3)]))
    return table


class _Rule(platypus.Flowable):
    """A short line in the middle of whatever it stands in."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self._length, self._room = width, width

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As wide as there is room, four points high."""
        self._room = width
        return width, 4.0

    def draw(self) -> None:
        """The line."""
        start = (self._room - self._length) / 2
        self.canv.setLineWidth(0.7)
        self.canv.line(start, 2.5, start + self._length, 2.5)


def _no_padding(bottom: float = 0) -> list[Any]:
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING")
    return [*[(side, (0, 0), (-1, -1), 0) for side in sides], ("BOTTOMPADDING", (0, 0), (-1, -1), bottom)]


def _part(part: Part) -> Iterable[platypus.Flowable]:
    if isinstance(part, Table):
        yield _table(part)
        yield platypus.Spacer(0, 6)
    elif isinstance(part, Signatures):
        yield _signatures(part)
    elif isinstance(part, Heading):
        yield _words(part.text, SECTION if part.level == 1 else SUBSECTION, heavy=True)
    elif isinstance(part, Bullets):
        yield from (_words(f"- {point}", POINT) for point in part.points)
    elif isinstance(part, Chart):
        yield _chart(part)
    else:
        yield _paragraph(part)


def _paragraph(part: Paragraph) -> platypus.Paragraph:
    if not part.label:
        return _words(part.text, BODY, heavy=part.is_heavy)
    said = "<br/>".join(escape(clean(line)) for line in part.text.splitlines())
    text = f"<b>{said}</b>" if part.is_heavy else said
    return platypus.Paragraph(f"{escape(clean(part.label))}: {text}", BODY)


def _chart(part: Chart) -> platypus.Flowable:
    width = LINE * 0.7
    drawing = platypus.Image(
        io.BytesIO(charts.png(part.plot)), width, width * part.plot.height / part.plot.width
    )
    return platypus.KeepTogether([drawing, _words(part.told, CENTRE), platypus.Spacer(0, 6)])


def _table(part: Table) -> platypus.LongTable:
    head = [_words(cell, CELL, heavy=True) for cell in part.head]
    rows = [[_words(cell, CELL) for cell in row] for row in part.rows]
    widths = [LINE * share for share in part.widths]
    table = platypus.LongTable([head, *rows], colWidths=widths, repeatRows=1, splitInRow=1)
    look: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.Color(0.45, 0.45, 0.45)),
        ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.94, 0.94, 0.94)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    table.setStyle(platypus.TableStyle(look))
    return table


def _signatures(part: Signatures) -> platypus.Flowable:
    cells = [
        [_words(role, CENTRE, heavy=True), _words(note, _style(9, alignment=TA_CENTER))]
        for role, note in part.places
    ]
    table = platypus.Table([cells], colWidths=[LINE / len(cells)] * len(cells), rowHeights=[30 * mm])
    table.setStyle(platypus.TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return platypus.KeepTogether([platypus.Spacer(0, 10), table])


def _qr(document: Document) -> platypus.Flowable:
    """The QR keeps with its words."""
    picture = platypus.Image(io.BytesIO(qr.picture(document.qr, "png")), QR_SIDE, QR_SIDE)
    first, *rest = document.qr_text
    words = [_words(first, CELL, heavy=True), *[_words(line, SMALL) for line in rest]]
    table = platypus.Table([[picture, words]], colWidths=[QR_SIDE + 4 * mm, LINE - QR_SIDE - 4 * mm])
    table.setStyle(platypus.TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *_no_padding()]))
    return platypus.KeepTogether([table])


def _canvas(footer: str) -> type[Canvas]:
    """A canvas that knows how many pages there are before it writes the first footer."""

    class Numbered(Canvas):
        def __init__(self, *told: Any, **more: Any) -> None:
            super().__init__(*told, **more)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]  # as its showPage does

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                _foot(self, footer, f"Trang {number}/{len(self._pages)}")
                super().showPage()
            super().save()

    return Numbered


def _foot(canvas: Canvas, left: str, right: str) -> None:
    canvas.setLineWidth(0.4)
    canvas.line(LEFT + EDGE, 14 * mm, A4[0] - RIGHT - EDGE, 14 * mm)
    canvas.setFont(FONT, 8)
    canvas.drawString(LEFT + EDGE, 10 * mm, left)
    canvas.drawRightString(A4[0] - RIGHT - EDGE, 10 * mm, right)
