"""Draws posters as a PDF, one a page, A4 to hang up or A6 to lay out; loaded only by who prints, as pdf."""

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape  # noqa: S406 - writes, reads nothing

from reportlab import platypus
from reportlab.lib import colors, pagesizes
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from portal.core import pdf, qr
from portal.core.documents import Poster

PAGES = {"a4": pagesizes.A4, "a6": pagesizes.A6}
LOTUS = colors.Color(0.624, 0.122, 0.271)
EDGE = 0.08  # of the width, left and right
SMALLEST = 0.45  # of its usual size, for the longest official name


def drawn(posters: Sequence[Poster], size: str) -> bytes:
    """The bytes of the sheets, at least one; nothing in them tells when they were made."""
    pdf.fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAGES[size], invariant=1, lang="vi")
    canvas.setTitle(pdf.clean(posters[0].title)[:200])
    canvas.setAuthor(pdf.clean(posters[0].province))
    for poster in posters:
        _sheet(canvas, poster, *PAGES[size])
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _sheet(canvas: Canvas, poster: Poster, width: float, height: float) -> None:
    canvas.setFillColor(LOTUS)
    canvas.rect(0, height - width * 0.03, width, width * 0.03, stroke=0, fill=1)
    side = width * 0.62
    top = height - width * 0.08
    top = _written(canvas, poster.province, (top, top - width * 0.06), width, width * 0.036)
    floor = height * 0.31 + side
    top = _written(canvas, poster.title, (top - width * 0.03, floor + width * 0.03), width, width * 0.066)
    picture = ImageReader(io.BytesIO(qr.picture(poster.address, "png")))
    canvas.drawImage(picture, (width - side) / 2, floor - side, side, side)
    top = _written(canvas, poster.call, (floor - side, height * 0.2), width, width * 0.045)
    top = _written(
        canvas, poster.note, (top - width * 0.02, height * 0.12), width, width * 0.034, heavy=False
    )
    if poster.is_typed:
        room = (top - width * 0.02, height * 0.06)
        _written(canvas, poster.address, room, width, width * 0.032, heavy=False)
    _written(canvas, poster.footer, (height * 0.055, 0), width, width * 0.026, heavy=False)


def _written(
    canvas: Canvas, text: str, room: tuple[float, float], width: float, size: float, *, heavy: bool = True
) -> float:
    """Centred lines between two heights, smaller where they would not fit, cut at last; where they end."""
    top, floor = room
    line = width * (1 - 2 * EDGE)
    words = pdf.clean(text)
    share = 1.0
    while True:
        made = _lines(words, size * share, heavy=heavy)
        _, tall = made.wrap(line, 10_000)
        if tall <= top - floor or share <= SMALLEST:
            break
        share -= 0.05
    while tall > max(top - floor, size) and len(words) > 40:
        words = words[: int(len(words) * 0.9)].rstrip(" ,.;…") + "…"
        made = _lines(words, size * share, heavy=heavy)
        _, tall = made.wrap(line, 10_000)
    made.drawOn(canvas, width * EDGE, top - tall)
    return top - tall


def _lines(text: str, size: float, *, heavy: bool) -> platypus.Paragraph:
    font = pdf.HEAVY if heavy else pdf.FONT
    style = ParagraphStyle(f"poster{size}{heavy}", fontName=font, fontSize=size, leading=size * 1.32)
    style.alignment = TA_CENTER
    return platypus.Paragraph(escape(text), style)
