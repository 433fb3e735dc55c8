"""The whole set: 126 photos of receipts in nine moods, and decoys that must never be answered with a code.

`python -m tests.photos.album FOLDER` writes the pictures and `album.json`, what each of them holds.
"""

import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.photos.camera import Shot, blurred, dark, glaring, photograph, shaken
from tests.photos.receipt import code_of, payload_of, print_sheet

SEED = 20261122
EACH = 14
Mood = Callable[[random.Random], Shot]


@dataclass(frozen=True)
class Photo:
    """One picture, the mood it was taken in, and the code it should be read as; None for a decoy."""

    name: str
    mood: str
    code: str | None
    jpeg: bytes


def _turned(luck: random.Random) -> Shot:
    """Held any way round, the page whole in a wide frame."""
    turn = luck.choice((90, 180, 270)) + luck.uniform(-35, 35)
    return Shot((1500, 1500), share=0.62, turn=turn, tilt=0.04, harms=(blurred(0.2, 1.0),))


def _mixed(luck: random.Random) -> Shot:
    """A little of everything, as most photos are."""
    harms = (blurred(0.5, 1.4), glaring(0.6), dark(0.3, 0.7, 9))
    return Shot((1400, 1860), turn=luck.uniform(-15, 15), tilt=0.07, share=0.82, quality=45, harms=harms)


MOODS: dict[str, Mood] = {
    "plain": lambda luck: Shot(luck.choice(((1500, 2000), (1500, 2000), (3000, 4000)))),
    "perspective": lambda luck: Shot((1300, 1730), tilt=luck.uniform(0.08, 0.19), share=0.74),
    "blur": lambda luck: Shot((1400, 1860), harms=(luck.choice((blurred(1.6, 2.9), shaken(11))),)),
    "glare": lambda luck: Shot((1400, 1860), harms=(glaring(luck.uniform(0.7, 1.0)),)),
    "low_light": lambda luck: Shot((1400, 1860), harms=(dark(0.06, 0.22, luck.uniform(4, 9)),)),
    "rotation": _turned,
    "small": lambda luck: Shot((luck.randint(520, 760), 1280), share=0.93),
    "jpeg": lambda luck: Shot((1000, 1330), quality=luck.randint(8, 22)),
    "mixed": _mixed,
}
CITIZEN = "079085001234|025123456|Nguyễn Văn An|01011985|Nam|12 Lê Lợi, Tân An|15042021"
DECOYS: dict[str, str] = {
    "id_card": CITIZEN,
    "shop": "https://vi-du.example/tra?ban=7",
    "uuid": "https://motcua.tinh.gov.vn/apiqr/qr?id=3f0c9d1e-8a57-4b1b-9c67-0d1f2a3b4c5d",
    "bank": "00020101021238570010A00000072701270006970436011300123456789010208QRIBFTTA53037045802VN6304ABCD",
}


def photos(each: int = EACH, seed: int = SEED) -> Iterator[Photo]:
    """`each` pictures of every mood; the same from the same seed."""
    for mood, hold in MOODS.items():
        for n in range(each):
            luck = random.Random(f"{seed} {mood} {n}")  # noqa: S311 - pictures, not secrets
            code = code_of(luck)
            sheet = print_sheet(payload_of(code, luck), luck)
            yield Photo(f"{mood}-{n:02d}", mood, code, photograph(sheet, hold(luck), luck))


def decoys(seed: int = SEED) -> Iterator[Photo]:
    """Pictures that hold something else."""
    for name, payload in DECOYS.items():
        luck = random.Random(f"{seed} decoy {name}")  # noqa: S311
        sheet = print_sheet(payload, luck)
        yield Photo(f"decoy-{name}", name, None, photograph(sheet, Shot((1500, 2000)), luck))


def main(folder: Path) -> None:
    """Write everything below a folder."""
    told = []
    for photo in (*photos(), *decoys()):
        (folder / f"{photo.name}.jpg").write_bytes(photo.jpeg)
        told.append({"name": photo.name, "mood": photo.mood, "code": photo.code})
    (folder / "album.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
