# ruff: noqa: E501 - clipboards write long lines
"""Twenty papers as offices write them, dressed as word processors put them on the clipboard, and the outline each must keep.

The words are ours. Each paper is a row of blocks; five tailors dress it: Word, Word on the web, LibreOffice, Google Docs, and
somebody who types everything by hand, bold numbers and dashes, as most official papers are typed.
"""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import Any

Block = tuple[Any, ...]
HEAVY_RUN = '<span class="TextRun" style="font-weight:bold">'
YFTI = "style='mso-yfti-irow:0'"
HEAVY = '<span style="font-weight:700">'
NS = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"'
HEAD = (
    f'<html {NS}><head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">'
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->"
    "<style><!-- p.MsoNormal, li.MsoNormal {mso-style-unhide:no; margin:0cm; font-family:'Times New Roman',serif;} @list l0 {mso-list-id:1;} --></style>"
    "</head><body lang=VI style='tab-interval:36.0pt'><!--StartFragment-->"
)


def _rows(rows: list[str], told: str) -> str:
    return "".join(f"<tr {told}>{row}</tr>" for row in rows)


def _bold(text: str, before: str, after: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", rf"{before}\1{after}", escape(text, quote=False))


def _items(rows: list[Any], level: int = 1) -> list[tuple[int, str]]:
    flat: list[tuple[int, str]] = []
    for row in rows:
        text, below = row if isinstance(row, tuple) else (row, [])
        flat += [(level, text), *_items(below, level + 1)]
    return flat


def word(blocks: list[Block]) -> str:
    """Word on a desktop: lists are paragraphs with a mark, everything has a style, empty o:p at each end."""
    out = []
    for kind, *told in blocks:
        if kind == "h":
            out.append(
                f"<h{told[0]} style='margin-top:12.0pt;mso-list:none'><span lang=VI style='font-size:14.0pt;line-height:107%'>{_word(told[1])}<o:p></o:p></span></h{told[0]}>"
            )
        elif kind == "p":
            out.append(
                f"<p class=MsoNormal style='text-align:justify'><span lang=VI style='font-size:13.0pt'>{_word(told[0])}<o:p></o:p></span></p>\n<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
            )
        elif kind in {"ul", "ol"}:
            for n, (level, text) in enumerate(_items(told[0]), 1):
                mark = "·" if kind == "ul" else f"{n}."
                ignore = f"<span style='mso-list:Ignore'>{mark}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span>"
                style = f"margin-left:{36 * level}.0pt;text-indent:-18.0pt;mso-list:l{'01'[kind == 'ol']} level{level} lfo1"
                out.append(
                    f"<p class=MsoListParagraphCxSpMiddle style='{style}'><![if !supportLists]><span lang=VI style='font-family:Symbol'>{ignore}</span><![endif]><span lang=VI>{_word(text)}<o:p></o:p></span></p>"
                )
        else:
            rows = [
                "".join(
                    f"<td width=156 valign=top style='width:116.85pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt'><p class=MsoNormal align=center>{_cell(text, told[0] and not n, '<b><span lang=VI>', '</span></b>')}<o:p></o:p></p></td>"
                    for text in row
                )
                for n, row in enumerate(told[1])
            ]
            out.append(
                f"<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'>{_rows(rows, YFTI)}</table>"
            )
    return HEAD + "\n".join(out) + "<!--EndFragment--></body></html>"


def _word(text: str) -> str:
    return _bold(
        text.replace(", ", ",&nbsp;", 1).replace("&nbsp;", "\u00a0"),
        "<b style='mso-bidi-font-weight:normal'>",
        "</b>",
    )


def _cell(text: str, is_head: bool, before: str, after: str) -> str:
    return f"{before}{escape(text)}{after}" if is_head else f"<span lang=VI>{escape(text)}</span>"


def online(blocks: list[Block]) -> str:
    """Word on the web: every item a list of its own, levels and headings told by aria."""
    out = []
    for kind, *told in blocks:
        if kind == "h":
            out.append(
                f'<div class="OutlineElement Ltr SCXW1 BCX0"><p class="Paragraph SCXW1 BCX0" role="heading" aria-level="{told[0]}"><span class="TextRun SCXW1" style="font-weight:bold"><span class="NormalTextRun">{_span(told[1])}</span></span><span class="EOP SCXW1">&nbsp;</span></p></div>'
            )
        elif kind == "p":
            out.append(
                f'<div class="OutlineElement Ltr SCXW1 BCX0"><p class="Paragraph SCXW1 BCX0"><span class="TextRun SCXW1"><span class="NormalTextRun">{_span(told[0])}</span></span><span class="EOP SCXW1">&nbsp;</span></p></div>'
            )
        elif kind in {"ul", "ol"}:
            name = "BulletListStyle1" if kind == "ul" else "NumberListStyle1"
            out += [
                f'<div class="ListContainerWrapper SCXW1 BCX0"><{kind} class="{name} SCXW1 BCX0" role="list" start="{n}"><li aria-setsize="-1" aria-posinset="{n}" aria-level="{level}" role="listitem" class="OutlineElement Ltr SCXW1"><p class="Paragraph SCXW1"><span class="TextRun">{_span(text)}</span><span class="EOP">&nbsp;</span></p></li></{kind}></div>'
                for n, (level, text) in enumerate(_items(told[0]), 1)
            ]
        else:
            rows = [
                "".join(
                    f'<td role="rowheader" class="FirstRow SCXW1"><div class="TableCellContent SCXW1"><div class="OutlineElement Ltr"><p class="Paragraph">{_cell(text, told[0] and not n, HEAVY_RUN, "</span>")}<span class="EOP">&nbsp;</span></p></div></div></td>'
                    for text in row
                )
                for n, row in enumerate(told[1])
            ]
            out.append(
                f'<div class="OutlineElement Ltr SCXW1"><div class="TableContainer"><table class="Table TableStaticStyles SCXW1" border="1"><tbody>{_rows(rows, "role=row class=TableRow")}</tbody></table></div></div>'
            )
    return f'<html><body><!--StartFragment--><div class="SCXW1 BCX0">{"".join(out)}</div><!--EndFragment--></body></html>'


def _span(text: str) -> str:
    return _bold(text, '</span><span style="font-weight:bold">', "</span><span>")


def libre(blocks: list[Block]) -> str:
    """LibreOffice Writer: real lists with paragraphs inside, fonts everywhere, tables with columns."""
    out = []
    for kind, *told in blocks:
        if kind == "h":
            out.append(
                f'<h{told[0]} class="western" style="margin-top: 0.42cm"><font face="Liberation Serif, serif"><font size="4">{_libre(told[1])}</font></font></h{told[0]}>'
            )
        elif kind == "p":
            out.append(
                f'<p align="justify" style="line-height: 150%; margin-bottom: 0cm"><font face="Times New Roman, serif"><font size="3" style="font-size: 13pt">{_libre(told[0])}</font></font></p><p style="margin-bottom: 0cm"><br/></p>'
            )
        elif kind in {"ul", "ol"}:
            out.append(_listed(kind, told[0]))
        else:
            rows = [
                "".join(
                    f'<td width="33%" style="border: 1px solid #000000; padding: 0.1cm"><p align="center">{_cell(text, told[0] and not n, "<font face=serif><b>", "</b></font>")}</p></td>'
                    for text in row
                )
                for n, row in enumerate(told[1])
            ]
            out.append(
                f'<table width="100%" cellpadding="4" cellspacing="0"><col width="85*"/><col width="85*"/>{_rows(rows, "valign=top")}</table>'
            )
    return f'<html><head><meta name="generator" content="LibreOffice 7.4.7.2 (Linux)"/><style type="text/css">p {{ margin-bottom: 0.25cm }}</style></head><body lang="vi-VN" dir="ltr">{"".join(out)}</body></html>'


def _libre(text: str) -> str:
    return _bold(text, "<b>", "</b>")


def _listed(kind: str, rows: list[Any]) -> str:
    told = [row if isinstance(row, tuple) else (row, []) for row in rows]
    items = [
        f"<li><p style='margin-bottom: 0cm'><font size='3'>{_libre(text)}</font></p>{_listed(kind, below) if below else ''}</li>"
        for text, below in told
    ]
    return f"<{kind}>{''.join(items)}</{kind}>"


def google(blocks: list[Block]) -> str:
    """Google Docs: a bold that is not, spans with weights, lists inside lists beside their items."""
    out = []
    for kind, *told in blocks:
        if kind == "h":
            out.append(
                f'<h{told[0]} dir="ltr" style="line-height:1.38;margin-top:20pt"><span style="font-size:20pt;font-family:Arial;color:#000000;font-weight:400">{escape(told[1])}</span></h{told[0]}>'
            )
        elif kind == "p":
            out.append(
                f'<p dir="ltr" style="line-height:1.38"><span style="font-size:11pt;font-family:Arial;white-space:pre-wrap">{_docs(told[0])}</span></p><br>'
            )
        elif kind in {"ul", "ol"}:
            out.append(_nested(kind, told[0], 1))
        else:
            rows = [
                "".join(
                    f'<td style="border:solid #000 1pt;padding:5pt"><p dir="ltr">{_cell(text, told[0] and not n, HEAVY, "</span>")}</p></td>'
                    for text in row
                )
                for n, row in enumerate(told[1])
            ]
            out.append(
                f'<div dir="ltr" style="margin-left:0pt" align="left"><table style="border:none;border-collapse:collapse"><colgroup><col width="200"/><col width="200"/></colgroup><tbody>{_rows(rows, "style=height:0pt")}</tbody></table></div>'
            )
    return f'<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-0d1f">{"".join(out)}</b>'


def _docs(text: str) -> str:
    return _bold(text, '</span><span style="font-weight:700">', '</span><span style="font-weight:400">')


def _nested(kind: str, rows: list[Any], level: int) -> str:
    told = [row if isinstance(row, tuple) else (row, []) for row in rows]
    inner = "".join(
        f'<li dir="ltr" style="list-style-type:disc" aria-level="{level}"><p dir="ltr" role="presentation"><span style="font-size:11pt">{_docs(text)}</span></p></li>'
        + (_nested(kind, below, level + 1) if below else "")
        for text, below in told
    )
    return f'<{kind} style="margin-top:0;padding-inline-start:48px">{inner}</{kind}>'


def typed(blocks: list[Block]) -> str:
    """By hand in Word: letterhead and signatures in tables without lines, bold numbers, dashes."""
    out = [
        "<table class=MsoNormalTable border=0><tr><td><p class=MsoNormal align=center>ỦY BAN NHÂN DÂN<br><b>XÃ AN PHÚ</b></p></td><td><p class=MsoNormal align=center><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b></p><p class=MsoNormal><b>Độc lập - Tự do - Hạnh phúc</b></p></td></tr></table>"
    ]
    for kind, *told in blocks:
        if kind == "h":
            out.append(
                f"<p class=MsoNormal style='text-indent:36.0pt'><b><span lang=VI style='font-size:14.0pt'>{escape(told[1])}<o:p></o:p></span></b></p>"
            )
        elif kind == "p":
            out.append(
                f"<p class=MsoNormal style='text-indent:36.0pt'><span lang=VI>{_word(told[0])}<o:p></o:p></span></p>"
            )
        elif kind == "ul":
            out += [
                f"<p class=MsoNormal style='text-indent:36.0pt'><span lang=VI>{'-+'[level - 1]} {_word(text)}<o:p></o:p></span></p>"
                for level, text in _items(told[0])
            ]
        else:
            out.append(
                word([(kind, *told)]).partition("<!--StartFragment-->")[2].partition("<!--EndFragment-->")[0]
            )
    return HEAD + "\n".join(out) + "</body></html>"


Outline = list[tuple[Any, ...]]


def outline(html: str) -> Outline:
    """Headings, items with kind and depth, cells with their kind: what must be there, in order; paragraphs are left out."""
    reading = _Outline()
    reading.feed(html)
    reading.close()
    return [(*row[:-1], " ".join(row[-1].split())) for row in reading.rows]


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[Any]] = []
        self.lists: list[str] = []
        self.open: list[list[Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self.lists.append(tag)
        elif tag == "li" or re.fullmatch(r"h[1-6]|td|th", tag):
            row = [self.lists[-1], len(self.lists), ""] if tag == "li" and self.lists else [tag, ""]
            self.rows.append(row)
            self.open.append(row)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif (tag == "li" or re.fullmatch(r"h[1-6]|td|th", tag)) and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1][-1] += data


def expected(blocks: list[Block]) -> Outline:
    """The outline that any dress of these blocks must come back to."""
    down = 1 if any(block[0] == "h" and block[1] == 1 for block in blocks) else 0
    out: Outline = []
    for kind, *told in blocks:
        if kind == "h":
            out.append((f"h{min(4, told[0] + down)}", told[1]))
        elif kind in {"ul", "ol"}:
            out += [(kind, level, text.replace("**", "")) for level, text in _items(told[0])]
        elif kind == "t":
            out += [
                ("th" if told[0] and not n else "td", text) for n, row in enumerate(told[1]) for text in row
            ]
    return out


Tailor = Callable[[list[Block]], str]
