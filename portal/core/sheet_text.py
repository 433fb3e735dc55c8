"""A CSV file as rows of text: its encoding and its separator found out, what is no text refused.

Part of a program of its own (`sheet_reader`): knows nothing of the portal and imports nothing but Python.
"""

import csv
import re
from collections.abc import Iterator
from io import StringIO

Row = tuple[int, list[str]]
SEPARATORS = ",;\t|"
LONGEST_CELL = 20_000
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
# What Vietnamese text looks like when it was written for one encoding and is read as another.
_MOJIBAKE = re.compile("á[º»][\x80-\xbf\u2018-\u203a\u20ac\u0152-\u017e]|Ä[\x90\x91‘’]|Æ[°¡]|Ã[\xa0-\xbf]")
_TCVN3 = re.compile(
    "[a-z][µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô­õøö÷ùúýûüþ]", re.IGNORECASE
)
_VNI = re.compile("[aeoAEO][âäàáåãÂÄÀÁÅÃ]|[uoUOaAeEiI][øûùïõØÛÙÏÕ](?![a-z]{4})|ñ[aeiou]")
_RIGHT = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")


class Unreadable(Exception):
    """Why a file is not taken: a word of ours, and what a sentence about it needs."""

    def __init__(self, word: str, **facts: str | int) -> None:
        super().__init__(word)
        self.word, self.facts = word, facts


def decoded(raw: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; raises Unreadable `encoding` with what it seems to be."""
    for mark, name in _MARKS.items():
        if raw.startswith(mark):
            return _as(raw, name), "utf-16" if name == "utf-16" else "utf-8 BOM"
    if b"\0" in raw[:4096]:
        raise Unreadable("kind")
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable("encoding", seems=_seems(raw), line=line) from None


def _as(raw: bytes, name: str) -> str:
    try:
        return raw.decode(name)
    except UnicodeDecodeError as error:
        raise Unreadable("encoding", seems="", line=raw.count(b"\n", 0, error.start) + 1) from None


def _seems(raw: bytes) -> str:
    """Which of the old Vietnamese encodings the bytes fit best."""
    sample = raw[:200_000]
    if len(re.findall(rb"[\xa8-\xae\xb5-\xb9\xbb-\xbe]", sample)) > 2:  # signs everywhere but in TCVN3
        return "TCVN3 (ABC)"
    if len(re.findall(rb"[a-zA-Z\xe2-\xfd][\xcc\xd2\xde\xec\xf2](?![\x80-\xff])", sample)) > 2:
        return "Windows-1258"
    seen = sample.decode("cp1252", "replace")
    counts = {"TCVN3 (ABC)": len(_TCVN3.findall(seen)), "VNI": len(_VNI.findall(seen))}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] > 2 else ""


def broken_letters(sample: str) -> str:
    """What text seems to be that decodes well and still is not Vietnamese; nothing when it is fine."""
    if len(_MOJIBAKE.findall(sample)) > 2:
        return "mojibake"
    if len(_RIGHT.findall(sample)) > 2:
        return ""
    odd = len(_TCVN3.findall(sample))
    return "TCVN3 (ABC)" if odd > 5 and re.search("[®µ¸¹¨»«¬]", sample) else ""


def separator(text: str) -> tuple[str, int]:
    """The sign between cells, and how many lines to skip before the first row (Excel's `sep=;`)."""
    first, _, _ = text.partition("\n")
    told = re.fullmatch(r'"?sep=(.)"?\r?', first)
    if told:
        return told[1], 1
    counts = dict.fromkeys(SEPARATORS, 0)
    for line in text[:100_000].splitlines()[:20]:
        bare = re.sub(r'"[^"]*"', "", line)
        for sign in SEPARATORS:
            counts[sign] += bare.count(sign)
    return max(SEPARATORS, key=lambda sign: counts[sign]), 0


def rows(text: str, sign: str, skip: int) -> Iterator[Row]:
    """Line number in the file and cells of each row; raises Unreadable."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=sign, strict=True)
    line = 1
    try:
        for cells in reader:
            if line > skip:
                _check(line, cells)
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        word = "long_cell" if "limit" in str(error) else "quotes"
        raise Unreadable(word, line=line) from None


def _check(line: int, cells: list[str]) -> None:
    for place, cell in enumerate(cells, start=1):
        if cell[:1] == "=" and len(cell) > 1:
            raise Unreadable("formula", line=line, column=place)
        if _NO_TEXT.search(cell):
            raise Unreadable("kind")
