"""Every pair of ink and ground that the parts use can be read, in light and in dark (WCAG 2.2 AA)."""

import pytest

from portal.doors.queries import DARK, DARK_BY_PHONE, LIGHT, contrast, icons, pairs, sizes, spaces, tokens


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_ink_can_be_read_on_its_ground(theme: str) -> None:
    measured = pairs(theme)
    assert len(measured) > 30
    assert {(p.ink, p.ground): round(p.ratio, 2) for p in measured if not p.is_enough} == {}


def test_dark_by_the_phone_and_dark_by_choice_are_the_same() -> None:
    assert tokens(DARK) == tokens(DARK_BY_PHONE)
    assert tokens(DARK).keys() == tokens(LIGHT).keys()


def test_the_measure_itself_is_right() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_sizes_spaces_and_icons_are_read_from_the_files_themselves() -> None:
    assert dict(sizes())["h1"] == "1.625rem"
    assert dict(sizes())["body"] == "1.0625rem"
    assert dict(sizes())[".menu a"] == ".875rem"
    assert dict(spaces())["--tap"] == "2.75rem"
    assert {"lotus", "phone"} <= set(icons())
