"""Printed papers as plain values: what stands where. `core.pdf` draws them; only whoever prints loads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Paragraph:
    """Running text; `label` stands before it, heavier."""

    text: str
    label: str = ""
    is_heavy: bool = False


@dataclass(frozen=True)
class Table:
    """Numbered rows under a head that comes again on every page."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]  # shares of the line


@dataclass(frozen=True)
class Signatures:
    """Who signs, side by side, with what stands below each: (role, note)."""

    places: Sequence[tuple[str, str]]


Part = Paragraph | Table | Signatures


@dataclass(frozen=True)
class Document:
    """A paper of an office: national heading, title, parts, a QR, and a footer with page n/m."""

    form: str  # "Mẫu số 01", in the corner
    decree: str
    office: Sequence[str]  # lines at the top left
    number: str
    place_and_day: str
    title: str
    subtitle: str
    parts: Sequence[Part]
    qr: str  # what the QR says
    qr_text: Sequence[str]  # beside the QR: the code, what it opens
    footer: str
    author: str


def as_pdf(document: Document) -> bytes:
    """The document as a PDF; the same document gives the same bytes."""
    from portal.core import pdf  # noqa: PLC0415 - reportlab costs a process that prints nothing 15 MB

    return pdf.drawn(document)


SIZES = ("a4", "a6")


@dataclass(frozen=True)
class Poster:
    """A sheet to hang up or lay out: what it is about, and the QR that leads there."""

    province: str
    title: str
    call: str  # what to do with the QR
    address: str  # in the QR, and printed for those who type
    note: str
    footer: str


@lru_cache(64)
def as_poster(poster: Poster, size: str) -> bytes:
    """The sheet as a PDF of one page, `size` one of SIZES; the same poster gives the same bytes."""
    from portal.core import hanging  # noqa: PLC0415 - as above

    return hanging.drawn(poster, size)
