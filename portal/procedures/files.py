"""Files a catalogue may come in: our own JSON, the older exchange format (LayThuTuc), CSV and XLSX."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.core import clock, sheets
from portal.core.errors import Refused
from portal.core.sheets import BadSheet
from portal.procedures import exchange, intake, tabular

HEAD = 64


@dataclass(frozen=True)
class Told:
    """The rows of a file; partial ones speak only of what they name."""

    rows: list[Any]
    is_partial: bool


class NoCatalogue(Refused):
    """A file as a whole is none; `why` is a word of messages.PROBLEMS, `facts` what its sentence needs."""

    def __init__(self, path: Path, why: str, told: str, **facts: Any) -> None:
        super().__init__(f"{path}: {told}")
        self.why, self.facts = why, facts


def read(path: Path) -> Told:
    """The rows of a catalogue file, whichever of the four it is; raises NoCatalogue."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise NoCatalogue(path, "broken", f"cannot be read ({error.strerror})") from None
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"\x1f\x8b") or start[:1] in {b"{", b"["}:
        return _json(path)
    if not start:
        raise NoCatalogue(path, "empty", "is empty")
    return _table(path)


def _json(path: Path) -> Told:
    try:
        told = intake.json_of(path)
        rows = exchange.rows_in(told)
        if rows is not None:
            return Told([_stamped(exchange.facts(row), "LayThuTuc") for row in rows], is_partial=True)
        return Told(intake.rows_in(told, path), is_partial=False)
    except NoCatalogue:
        raise
    except Refused as refused:
        raise NoCatalogue(path, "json", refused.word.removeprefix(f"{path}: ")) from None


def _table(path: Path) -> Told:
    with path.open("rb") as file:
        try:
            kept = sheets.keep(file)
        except BadSheet as bad:
            raise NoCatalogue(path, bad.word, f"is no table ({bad.word})", **bad.facts) from None
    try:
        with sheets.opened(kept.name) as sheet:
            rows = tabular.rows(cells for _line, cells in sheet.rows)
    except BadSheet as bad:
        raise NoCatalogue(path, bad.word, f"is no table ({bad.word} {bad.facts})", **bad.facts) from None
    finally:
        sheets.forget(kept.name)
    return Told([_stamped(row, "tệp bảng") for row in rows], is_partial=True)


def _stamped(row: dict[str, Any], source: str) -> dict[str, Any]:
    """Where and when it was read, unless the row says so itself."""
    return {"source": source, "as_of": f"{clock.today():%Y-%m}"} | row
