"""Every pair of ink and ground that the parts use can be read, in light and in dark (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[3] / "static" / "portal.css").read_text("utf-8")
LIGHT = ":root {\n  color-scheme: light;(.*?)\n}"
DARK = ':root\\[data-theme="dark"\\] {(.*?)\n}'
DARK_BY_PHONE = ':root:not\\(\\[data-theme="light"\\]\\) {(.*?)\n  }'
GROUNDS = ("paper", "sheet", "sunk")
WASHES = ("teal", "lotus", "gold", "green", "red")


def tokens(block: str) -> dict[str, str]:
    """The colours of a theme by name."""
    found = re.search(block, CSS, re.DOTALL)
    assert found
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", found[1]))


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


def pairs() -> list[tuple[str, str, float]]:
    """Ink, ground and the least contrast between them."""
    text = [
        (ink, ground, 4.5)
        for ground in GROUNDS
        for ink in ("ink", "soft", "teal", "teal-deep", "lotus", "red")
    ]
    chips = [(tone, f"{tone}-wash", 4.5) for tone in WASHES] + [
        ("ink", f"{tone}-wash", 4.5) for tone in WASHES
    ]
    buttons = [
        ("on-teal", "teal", 4.5),
        ("on-teal", "teal-deep", 4.5),
        ("paper", "ink", 4.5),
        ("paper", "gold", 4.5),
    ]
    edges = [("edge", ground, 3.0) for ground in ("paper", "sheet")] + [
        ("lotus", ground, 3.0) for ground in GROUNDS
    ]
    return [*text, *chips, *buttons, *edges]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_ink_can_be_read_on_its_ground(theme: str) -> None:
    colours = tokens(theme)
    poor = {
        (ink, ground): round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground, least in pairs()
        if contrast(colours[ink], colours[ground]) < least
    }
    assert poor == {}


def test_dark_by_the_phone_and_dark_by_choice_are_the_same() -> None:
    assert tokens(DARK) == tokens(DARK_BY_PHONE)
    assert tokens(DARK).keys() == tokens(LIGHT).keys()


def test_the_measure_itself_is_right() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
