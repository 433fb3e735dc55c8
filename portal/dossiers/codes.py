"""Finds dossier codes in what people type, paste or scan, and says kindly what else a number may be."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from portal.core import clock
from portal.core.search import tidy

MOST = 3  # codes answered for one message
LONGEST = 64  # of a code of another system

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212_", "-"))
_AROUND = re.compile(r"\s*([.-])\s*")
_CODE = re.compile(
    r"(?<![A-Z0-9.])((?:\d{3}\.\d{2}\.\d{2}\.[GH]\d{2}|[GH]\d{2}(?:\.\d{2,3}){0,3})-(\d{8}|\d{6})-(\d{4,7}))(?![\d-])",
    re.ASCII,
)
_PROCEDURE = re.compile(
    r"(?<![\w.])([1-6])\.?(\d{6})(?:\.\d{3}\.\d{2}\.\d{2})?(?:\.[GH]\d{2})?(?![\w.]*\d)", re.ASCII
)
_INSURANCE = re.compile(r"(?<!\d)\d{5}/\d{4}/\d{5}(?!\d)", re.ASCII)
_PERSON = re.compile(r"(?<!\d)(?:(?:\+?84|0)[1-9]\d{8}|02\d{9}|\d{12}|\d{9})(?!\d)", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ .-]+(?=\d)", re.ASCII)
_UUID = re.compile(r"[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}", re.IGNORECASE)

# A code as it comes out of tired fingers: any separator or none, O for 0, I or L for 1.
_BLURRED = re.compile(
    r"(?<![A-Z0-9])(?P<head>(?:[0-9O]{3}[\s./-]*[0-9O]{2}[\s./-]*[0-9O]{2}[\s./-]*)?)(?P<letter>[GH])"
    r"(?P<rest>[0-9OIL](?:[\s./-]{0,3}[0-9OIL]){11,28})(?![A-Z0-9])"
)
_LOOKALIKES = str.maketrans("OIL", "011")

_KNOWN = ("mhs", "mahoso", "ma_ho_so", "code", "mabiennhan", "sobiennhan", "ma")
_PERSONAL = re.compile(r"(?i)^(sgt|cccd|cmnd|cmt|sogiayto|sodinhdanh|cancuoc|hochieu)")


@dataclass(frozen=True)
class Read:
    """What a text holds: codes to answer, codes to ask back about, or what kind of number it is."""

    kind: str  # codes, near, day, procedure, person_number, social_insurance, nothing
    codes: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    procedure_code: str | None = None
    exact: str | None = None  # the whole text, when it may be the code of another system


def read(text: str) -> Read:
    """Read what was typed or scanned; a near miss is offered, never silently corrected."""
    said = tidy(text[:1001])
    if len(said) > 1000 or _is_id_card(said):
        return Read("nothing" if len(said) > 1000 else "person_number")
    if "://" in said[:12]:
        return _from_address(said)
    return _from_text(said)


def normal(told: str) -> str:
    """The one spelling under which a code is kept: ours if it has the national shape, else as told."""
    if _CODE.fullmatch(told):
        return told
    said = tidy(told)
    whole = _CODE.fullmatch(_plain(said))
    return whole[1] if whole else said


def agency(code: str) -> str | None:
    """The agency's id at the head of a code."""
    return code.split("-", 1)[0] if _CODE.fullmatch(code) else None


def _plain(text: str) -> str:
    return _AROUND.sub(r"\1", unquote(text)[:400].upper().translate(_DASHES))


def _from_text(said: str) -> Read:
    plain = _plain(said)
    found = _distinct(m[1] for m in _CODE.finditer(plain) if _is_day(m[2]))
    if found:
        return Read("codes", codes=found)
    near = _distinct(code for m in _BLURRED.finditer(plain) for code in _guesses(m))
    if near:
        return Read("near", near=near)
    if day := _CODE.search(
        plain
    ):  # all of a code but a day that can be: never mended, that would be another's
        return Read("day", exact=day[1])
    if any(_seems_a_code(m) for m in _BLURRED.finditer(plain)):
        return Read("day")
    if _INSURANCE.search(plain):
        return Read("social_insurance")
    procedure = _PROCEDURE.search(plain)
    if procedure:
        return Read("procedure", procedure_code=f"{procedure[1]}.{procedure[2]}")
    if _PERSON.search(_BETWEEN_DIGITS.sub("", plain)):
        return Read("person_number")
    fits = 0 < len(said) <= LONGEST and any(sign.isdigit() for sign in said) and not _UUID.fullmatch(said)
    return Read("nothing", exact=said if fits else None)


def _from_address(said: str) -> Read:
    """Of an address only known parameters are read, then codes anywhere; papers' numbers never."""
    try:
        parts = urlsplit(said)
        pairs = parse_qsl(parts.query, max_num_fields=30)
    except ValueError:
        return Read("nothing")
    kept = [(name, value) for name, value in pairs if not _PERSONAL.match(name)]
    for name, value in kept:
        if name.lower() in _KNOWN and (found := _from_text(tidy(value))).kind in {"codes", "near"}:
            return found
    rest = _from_text(" ".join([parts.path.replace("/", " "), *(value for _, value in kept)])[:400])
    return rest if rest.kind == "codes" else Read("nothing")


def _is_id_card(said: str) -> bool:
    """An identity card's QR: number, old number, name, ... parted by bars. Nothing of it is kept."""
    fields = said.split("|")
    return (
        len(fields) >= 3
        and re.fullmatch(r"\d{12}", fields[0].strip()) is not None
        and not any(sign.isdigit() for sign in fields[2])
    )


def _is_day(digits: str) -> bool:
    year, rest = (int(digits[:4]), digits[4:]) if len(digits) == 8 else (2000 + int(digits[:2]), digits[2:])
    try:
        day = dt.date(year, int(rest[:2]), int(rest[2:]))
    except ValueError:
        return False
    return 2010 <= day.year <= clock.today().year + 1


def _distinct(found: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:MOST]


def _seems_a_code(blurred: re.Match[str]) -> bool:
    """All of a code but a day that can be: `H44.12 201399 0012`, its day apart, or all in one piece."""
    *_, day, number = ["", *re.split(r"[\s./-]+", blurred["rest"])]
    return not day or (len(day) in {6, 8} and 4 <= len(number) <= 7)


def _guesses(blurred: re.Match[str]) -> Iterator[str]:
    """Every well-formed code whose parts end where the typed separators stand; likeliest first."""
    head = re.sub(r"[^0-9]", "", blurred["head"].translate(_LOOKALIKES))
    typed = re.split(r"[\s./-]+", blurred["rest"].translate(_LOOKALIKES))
    digits = "".join(typed)
    ends = {sum(map(len, typed[: n + 1])) for n in range(len(typed) - 1)}
    start = f"{head[:3]}.{head[3:5]}.{head[5:]}." if head else ""
    for groups in [()] if head else _groupings():
        at = 2 + sum(groups)
        for date_length in (6, 8):
            date, sequence = digits[at : at + date_length], digits[at + date_length :]
            if not 4 <= len(sequence) <= 7 or not _is_day(date):
                continue
            cuts = {2 + sum(groups[:n]) for n in range(len(groups) + 1)} | {at + date_length}
            if ends <= cuts:
                yield f"{start}{blurred['letter']}{_dotted(digits[:at], groups)}-{date}-{sequence}"


def _groupings() -> list[tuple[int, ...]]:
    """Lengths of the sub-levels of an agency's id, the usual ones first."""
    return [
        (),
        (2,),
        (2, 2),
        (2, 2, 2),
        (3,),
        (2, 3),
        (3, 2),
        (2, 2, 3),
        (2, 3, 2),
        (3, 2, 2),
        (3, 3),
        (3, 3, 3),
    ]


def _dotted(digits: str, groups: tuple[int, ...]) -> str:
    parts, at = [digits[:2]], 2
    for length in groups:
        parts.append(digits[at : at + length])
        at += length
    return ".".join(parts)
