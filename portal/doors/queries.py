"""What the design page shows: sizes, icons, and how well every ink reads on its ground (WCAG 2.2)."""

import re
from dataclasses import dataclass
from functools import cache

from portal.core.static import FOLDER

LIGHT = ":root {\n  color-scheme: light;(.*?)\n}"
DARK = ':root\\[data-theme="dark"\\] {(.*?)\n}'
DARK_BY_PHONE = ':root:not\\(\\[data-theme="light"\\]\\) {(.*?)\n  }'
THEMES = {"light": LIGHT, "dark": DARK}
GROUNDS = ("paper", "sheet", "sunk")
WASHES = ("teal", "lotus", "gold", "green", "red")
INKS = ("ink", "soft", "teal", "teal-deep", "lotus", "red")
TEXT, EDGE = 4.5, 3.0
SIZES = ("body", "h1", "h2", "h3, h4", ".lead", ".meta", ".chip", ".hint", "small", ".menu a")
_FONT = r"^{} {{[^}}]*?font(?:-size)?: [^;}}]*?([\d.]+rem)"
SPACES = ("gap", "pad", "side", "round", "tap")


@dataclass(frozen=True)
class Pair:
    """An ink on its ground in one theme: how far apart they are, and how far they must be."""

    theme: str
    ink: str
    ground: str
    colours: tuple[str, str]
    ratio: float
    least: float

    @property
    def is_enough(self) -> bool:
        return self.ratio >= self.least


@cache
def style() -> str:
    """The one stylesheet, as it is written."""
    return (FOLDER / "portal.css").read_text("utf-8")


def tokens(block: str) -> dict[str, str]:
    """The colours of a theme by name."""
    found = re.search(block, style(), re.DOTALL)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", found[1])) if found else {}


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(d * 2 for d in digits)
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def wanted() -> list[tuple[str, str, float]]:
    """Every ink and ground that the parts put together, and the least contrast between them."""
    text = [(ink, ground, TEXT) for ground in GROUNDS for ink in INKS]
    chips = [(ink, f"{tone}-wash", TEXT) for tone in WASHES for ink in (tone, "ink")]
    buttons = [("on-teal", "teal"), ("on-teal", "teal-deep"), ("paper", "ink"), ("paper", "gold")]
    edges = [("edge", "paper"), ("edge", "sheet"), *(("lotus", ground) for ground in GROUNDS)]
    return [*text, *chips, *((*pair, TEXT) for pair in buttons), *((*pair, EDGE) for pair in edges)]


def pairs(theme: str) -> list[Pair]:
    """Each of them, measured in `light` or `dark`."""
    colours = tokens(THEMES[theme])
    return [
        Pair(theme, ink, ground, (colours[ink], colours[ground]), _measured(colours, ink, ground), least)
        for ink, ground, least in wanted()
    ]


def _measured(colours: dict[str, str], ink: str, ground: str) -> float:
    return contrast(colours[ink], colours[ground])


def sizes() -> list[tuple[str, str]]:
    """The type scale: selector and size, as the stylesheet sets them."""
    found = ((name, re.search(_FONT.format(re.escape(name)), style(), re.M)) for name in SIZES)
    return [(name, size[1]) for name, size in found if size]


def spaces() -> list[tuple[str, str]]:
    """The distances that everything is set by."""
    found = ((name, re.search(rf"--{name}: ([^;]+);", style())) for name in SPACES)
    return [(f"--{name}", size[1]) for name, size in found if size]


def icons() -> list[str]:
    """Names of the pictures in the sprite."""
    return re.findall(r'<symbol id="([^"]+)"', (FOLDER / "icons.svg").read_text("utf-8"))
