"""What a heavy photo becomes: weight of each print, time to take it in, time to hand a print out."""

import io
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from PIL import Image

from portal.bench.figures import Report
from portal.bench.home import Home
from portal.core import picture_facts, printing
from portal.core.store import Folder

SIDES = (4000, 3000)  # 12 megapixels
MOST_PHONE_KB = 60.0
GRAIN = (10, 20, 30, 40, 50)  # how full of detail each photo is, from a wall to gravel


def photo(grain: int) -> bytes:
    """A JPEG of 12 megapixels as a phone makes them; `grain` is how much there is to see in it."""
    fine = Image.effect_noise((SIDES[0] // 2, SIDES[1] // 2), grain).resize(SIDES, Image.Resampling.BICUBIC)
    coarse = Image.effect_noise((SIDES[0] // 40, SIDES[1] // 40), 90).resize(SIDES, Image.Resampling.BICUBIC)
    shade = Image.linear_gradient("L").resize(SIDES)
    bands = (Image.blend(fine, coarse, 0.5), Image.blend(fine, shade, 0.6), Image.blend(coarse, shade, 0.5))
    target = io.BytesIO()
    Image.merge("RGB", bands).save(target, "JPEG", quality=90)
    return target.getvalue()


def measure(_: Home) -> Report:
    """Five photos through the confined processes; the limit is Pillow alone, one print in this process."""
    album = [photo(grain) for grain in GRAIN]
    made: list[list[picture_facts.Print]] = []
    taken = [_timed(lambda raw=raw: made.append(_taken_in(raw))) for raw in album]  # type: ignore[misc]
    bare = [_timed(lambda raw=raw: _bare(raw)) for raw in album]  # type: ignore[misc]
    figures = {
        "photos": len(album),
        "photo_kb": median(len(raw) for raw in album) / 1000,
        "take_in_ms": median(taken) * 1000,
        "worst_take_in_ms": max(taken) * 1000,
        **{f"{name}_kb": weight for name, weight in _heaviest(made).items()},
        "read_us": _read_seconds(made[0][0].raw) * 1_000_000,
    }
    limit = {"one_print_ms": median(bare) * 1000, "phone_kb": MOST_PHONE_KB}
    phone = max(weight for name, weight in _heaviest(made).items() if _is_for_phones(name))
    ratio = {
        "take_in_to_one_print": figures["take_in_ms"] / limit["one_print_ms"],
        "phone_to_promise": phone / MOST_PHONE_KB,
    }
    return Report("media", figures, limit, ratio, sorted(taken))


def _taken_in(raw: bytes) -> list[picture_facts.Print]:
    return printing.printed(printing.developed(io.BytesIO(raw)).raw, (50, 50))


def _bare(raw: bytes) -> None:
    with Image.open(io.BytesIO(raw)) as picture:
        picture.draft("RGB", (1440, 1440))
        picture.thumbnail((720, 720))
        picture.save(io.BytesIO(), "WEBP", quality=80)


def _heaviest(made: Sequence[Sequence[picture_facts.Print]]) -> dict[str, float]:
    """Of each print the heaviest, in KB."""
    names = [one.name for one in made[0]]
    return {
        name: max(len(one.raw) for photo_ in made for one in photo_ if one.name == name) / 1000
        for name in names
    }


def _is_for_phones(name: str) -> bool:
    width = name.partition(".")[0]
    return width.isdecimal() and int(width) <= picture_facts.PHONE_WIDTH


def _read_seconds(raw: bytes) -> float:
    with tempfile.TemporaryDirectory(prefix="portal-media-") as folder:
        kept, name = Folder(Path(folder)), f"{'0' * 32}/720.webp"
        kept.put(name, raw, "image/webp")
        return median(_timed(lambda: kept.get(name)) for _ in range(200))


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
