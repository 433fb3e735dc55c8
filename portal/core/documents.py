"""Printed papers as plain values: what stands where. `core.pdf` draws them; only whoever prints loads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.core.plots import Plot


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


@dataclass(frozen=True)
class Heading:
    """The name of a section; `level` 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Bullets:
    """Points below each other, a dash before each."""

    points: Sequence[str]


@dataclass(frozen=True)
class Chart:
    """A plot with what it shows below it."""

    plot: Plot
    told: str


Part = Paragraph | Table | Signatures | Heading | Bullets | Chart


@dataclass(frozen=True)
class Document:
    """A paper of an office: national heading, title, parts, a QR where it names one, page n/m at the foot."""

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


def as_docx(document: Document) -> bytes:
    """The document as a file of Word, to be finished by hand; a QR is left out."""
    from portal.core import docx  # noqa: PLC0415 - as above

    return docx.drawn(document)


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
    is_typed: bool = True  # an address of one visit is too long to be typed, and is not printed


@lru_cache(64)
def as_poster(poster: Poster, size: str) -> bytes:
    """The sheet as a PDF of one page, `size` one of SIZES; the same poster gives the same bytes."""
    from portal.core import hanging  # noqa: PLC0415 - as above

    return hanging.drawn((poster,), size)


def as_posters(posters: Sequence[Poster], size: str) -> bytes:
    """Sheets that each lead somewhere else, at least one, as one PDF; not kept, since none comes twice."""
    from portal.core import hanging  # noqa: PLC0415 - as above

    return hanging.drawn(posters, size)
