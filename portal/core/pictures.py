"""Addresses of the library's pictures, and how a page shows one in the size that fits the phone.

An address tells all that is needed: `/media/<ref>/<widest>-<width>.jpg`. A text holds one such address; where
it is shown, every smaller and larger print is offered beside it, WebP first. Crops change with the focal
point, so theirs hold the edition: `/media/<ref>/<edition>-vuong.webp`. What an address shows never changes.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass

from portal.core import clock, settings
from portal.core.picture_facts import PHONE_WIDTH, widths

ROOT = "/media/"
SIZES = "(min-width: 48em) 44rem, 100vw"
TEXT_WIDTH = 720  # the print that a text names; browsers that know no choice show this one
PASS = "xem"  # noqa: S105 - the name of a part of an address
ADDRESS = re.compile(r"/media/([0-9a-f]{32})/([0-9]{1,4})-([0-9]{1,4})\.jpg")
_ANY = re.compile(r"/media/([0-9a-f]{32})/[0-9A-Za-z._-]+")
# As the cleaner writes it; an alternative text with signs of markup in it is left as it stands.
_IMG = re.compile(rf'<img (?:[a-z]+="[^"<>]*" )*src="{ADDRESS.pattern}"(?: [a-z]+="[^"<>]*")*>')
_ATTR = re.compile(r'([a-z]+)="([^"]*)"')
LEAST_SHARED = 300
_NAME = re.compile(r"([0-9]{1,4})-([0-9]{1,4}\.(?:webp|jpg))")
_CROP = re.compile(r"[0-9]{1,6}-(?:vuong\.webp|vuong\.jpg|the\.jpg)")
_PASS = re.compile(r"([0-9]{1,12})\.([0-9a-f]{32})")


@dataclass(frozen=True)
class Shown:
    """What a page needs of a picture to show it."""

    ref: str
    edition: int
    width: int
    height: int
    alt: str

    @property
    def widest(self) -> int:
        """The width of its largest print."""
        return widths(self.width)[-1]

    def address(self, width: int, ending: str = "jpg") -> str:
        """One print, by its width."""
        return f"{ROOT}{self.ref}/{self.widest}-{width}.{ending}"

    @property
    def src_width(self) -> int:
        """The width of the print that texts name."""
        return next((width for width in widths(self.width) if width >= TEXT_WIDTH), self.widest)

    @property
    def src(self) -> str:
        """The address that texts name."""
        return self.address(self.src_width)

    @property
    def src_height(self) -> int:
        """The height of that print."""
        return max(1, round(self.height * self.src_width / self.width))

    @property
    def square(self) -> str:
        """The crop that lists show."""
        return f"{ROOT}{self.ref}/{self.edition}-vuong.webp"

    @property
    def square_jpeg(self) -> str:
        """The same for browsers without WebP."""
        return f"{ROOT}{self.ref}/{self.edition}-vuong.jpg"

    @property
    def card(self) -> str:
        """The crop that a shared link shows, 1200 by 630."""
        return f"{ROOT}{self.ref}/{self.edition}-the.jpg"


Mark = Callable[[str], str]
"""Makes an address of ours one that works where it is shown: whole in the Mini App, passed for a guest."""


def offered(html: str, mark: Mark | None = None) -> str:
    """Cleaned HTML with every print of its pictures to choose from; `mark` goes over each address."""
    chosen = _IMG.sub(_with_choice, html)
    return _ANY.sub(lambda hit: mark(hit.group(0)), chosen) if mark else chosen


def _with_choice(hit: re.Match[str]) -> str:
    ref, widest, _ = hit.groups()
    webp, jpeg = (choice(ref, int(widest), ending) for ending in ("webp", "jpg"))
    return (
        f'<picture><source type="image/webp" srcset="{webp}" sizes="{SIZES}">'
        f'{hit.group(0)[:-1]} srcset="{jpeg}" sizes="{SIZES}"></picture>'
    )


def choice(ref: str, widest: int, ending: str) -> str:
    """The prints of a picture as `srcset` lists them."""
    return ", ".join(f"{ROOT}{ref}/{widest}-{width}.{ending} {width}w" for width in widths(widest))


def first(html: str) -> tuple[str, int, int, str] | None:
    """The first picture of ours in cleaned HTML as links to it show it: address, width, height, words."""
    for tag in _IMG.finditer(html):
        told = dict(_ATTR.findall(tag.group(0)))
        wide, high = (int(told.get(name, "0") or 0) for name in ("width", "height"))
        if wide < LEAST_SHARED or not high:
            continue  # a sign or a signature says nothing about the text
        ref, widest, _ = tag.groups()
        width = max(one for one in widths(int(widest)) if one <= PHONE_WIDTH)
        return f"{ROOT}{ref}/{widest}-{width}.jpg", width, round(high * width / wide), told.get("alt", "")
    return None


def key(name: str) -> str | None:
    """What the store calls the file of an address's last part; None when we have no such files."""
    found = _NAME.fullmatch(name)
    return found.group(2) if found else name if _CROP.fullmatch(name) else None


def refs(html: str) -> set[str]:
    """Every picture and paper that a text names."""
    return {hit.group(1) for hit in _ANY.finditer(html)}


def guest(until: int) -> Mark:
    """Addresses that open for whoever holds them, until this second of the epoch: for a link to a draft."""

    def mark(path: str) -> str:
        found = _ANY.match(path)
        return f"{path}?{PASS}={until}.{_seal(found.group(1), until)}" if found else path

    return mark


def opens(ref: str, told: str) -> bool:
    """Whether the pass of an address opens this picture now."""
    found = _PASS.fullmatch(told)
    if found is None or int(found.group(1)) < clock.now().timestamp():
        return False
    return hmac.compare_digest(_seal(ref, int(found.group(1))), found.group(2))


def _seal(ref: str, until: int) -> str:
    key = settings.get().secret_key.get_secret_value().encode()
    return hmac.new(key, f"media:{ref}:{until}".encode(), hashlib.sha256).hexdigest()[:32]
