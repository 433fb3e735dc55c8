"""What it takes to read the QR of a photographed receipt: our warm process beside zxing alone."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import zxingcpp
from PIL import Image

from portal.bench.figures import Report, quantile
from portal.core.scanner import Scanner
from portal.core.settings import ROOT
from portal.dossiers import codes

LEAST_READ, MOST_P95_MS = 90.0, 500.0


@dataclass(frozen=True)
class Photo:
    """One picture of the album on the disk; `code` is None where there is none to be found."""

    path: Path
    mood: str
    code: str | None


@dataclass(frozen=True)
class Ran:
    """One way of reading over the whole album."""

    seconds: Sequence[float]
    right: Mapping[str, int]  # by mood
    wrong: Sequence[str]  # names of pictures that were read as something else


@dataclass(frozen=True)
class PhotoReport(Report):
    """The figures, and how many of each mood were read."""

    moods: Mapping[str, str] = field(default_factory=dict)

    def table(self) -> list[str]:
        """The usual table, then a mood a line: ours and zxing alone."""
        lines = [f"  {mood:22} {told}" for mood, told in self.moods.items()]
        return [*super().table(), "read by mood: ours / bare / pictures", *lines]


def measure() -> Report:
    """Make the album of tests/photos, read it in the confined process and with zxing alone."""
    with tempfile.TemporaryDirectory(prefix="portal-photos-") as folder:
        command = [sys.executable, "-m", "tests.photos.album", folder]
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own program
        told = json.loads((Path(folder) / "album.json").read_text())
        album = [Photo(Path(folder) / f"{one['name']}.jpg", one["mood"], one["code"]) for one in told]
        with Scanner() as scanner:
            began = time.perf_counter()
            scanner.read(album[0].path.read_bytes())
            start = time.perf_counter() - began
            ours = _run(album, lambda path: scanner.read(path.read_bytes()).texts)
        bare = _run(album, _bare)
    return report(album, ours, bare, start)


def _bare(path: Path) -> Sequence[str]:
    with Image.open(path) as picture:
        return [one.text for one in zxingcpp.read_barcodes(picture)]


def _run(album: Sequence[Photo], read: Callable[[Path], Sequence[str]]) -> Ran:
    seconds, right, wrong = [], dict.fromkeys((one.mood for one in album), 0), []
    for photo in album:
        began = time.perf_counter()
        texts = read(photo.path)
        seconds.append(time.perf_counter() - began)
        found = {code for text in texts for code in codes.read(text).codes}
        if found - {photo.code}:
            wrong.append(photo.path.stem)
        elif found:
            right[photo.mood] += 1
    return Ran(sorted(seconds), right, wrong)


def report(album: Sequence[Photo], ours: Ran, bare: Ran, start: float) -> PhotoReport:
    """Shares, times, and what was read wrongly; the limit is what zxing does alone, without a process."""
    receipts = [photo for photo in album if photo.code]
    figures, limit = _figures(ours, len(receipts)), _figures(bare, len(receipts))
    moods = {
        mood: f"{ours.right[mood]:3} / {bare.right[mood]:3} / {sum(one.mood == mood for one in receipts):3}"
        for mood in dict.fromkeys(photo.mood for photo in receipts)
    }
    ratio = {name: figures[name] / limit[name] for name in ("read_percent", "median_ms", "p95_ms")}
    shown = {"pictures": len(receipts), **figures, "start_ms": start * 1000}
    promised = {"at_least_percent": LEAST_READ, "at_most_p95_ms": MOST_P95_MS}
    return PhotoReport("photo", shown, {**limit, **promised}, ratio, ours.seconds, moods)


def _figures(ran: Ran, receipts: int) -> dict[str, float]:
    return {
        "read": sum(ran.right.values()),
        "read_percent": 100 * sum(ran.right.values()) / receipts,
        "wrong": len(ran.wrong),
        "median_ms": median(ran.seconds) * 1000,
        "p95_ms": quantile(ran.seconds, 0.95) * 1000,
    }
