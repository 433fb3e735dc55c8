"""A plot as a picture, for papers: the same bars and marks as on the page."""

import io

from PIL import Image, ImageDraw, ImageFont

from portal.core.plots import Plot
from portal.core.settings import ROOT

SCALE = 4  # dots a unit of the drawing: sharp on paper
INK, SOFT, BAR = (32, 32, 32), (200, 200, 200), (62, 96, 140)
SIZE = 11  # of the words, in the drawing's units


def png(plot: Plot) -> bytes:
    """The drawing as PNG on white; the same plot gives the same bytes."""
    picture = Image.new("RGB", (plot.width * SCALE, plot.height * SCALE), "white")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(ROOT / "fonts" / "be-vietnam-pro-400.ttf", SIZE * SCALE)
    for mark in plot.marks:
        y = mark.y * SCALE
        draw.line([(plot.side * SCALE, y), (plot.width * SCALE, y)], SOFT, SCALE // 2)
        draw.text(((plot.side - 4) * SCALE, y), mark.told, INK, font, "rm")
    for bar in plot.bars:
        left, top = bar.x * SCALE, bar.y * SCALE
        if bar.height > 0:
            draw.rectangle([left, top, left + bar.width * SCALE, top + bar.height * SCALE], BAR)
        if bar.name:
            draw.text((left + bar.width * SCALE / 2, (plot.foot + 10) * SCALE), bar.name, INK, font, "mm")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
