"""Packages that must never fall below a version with known holes (R32); kept by hand."""

from importlib.metadata import version

import pytest

from tests.rules.shape import ROOT

FLOOR = {
    "bleach": (6, 4, 0),
    "nh3": (0, 3, 8),
    "werkzeug": (3, 1, 9),
    "pillow": (13, 0, 0),
    "jinja2": (3, 1, 6),
    "requests": (2, 34, 2),
    "urllib3": (2, 8, 0),
    "flask": (3, 1, 3),
    "cryptography": (50, 0, 2),
}


@pytest.mark.parametrize("name", FLOOR)
def test_a_package_stands_on_its_floor(name: str) -> None:
    told = tuple(int(part) for part in version(name).split(".")[:3])
    assert told >= FLOOR[name]


def test_every_locked_package_carries_hashes() -> None:
    for lock in ("base.lock", "dev.lock"):
        lines = (ROOT / lock).read_text().splitlines()
        named = [n for n, line in enumerate(lines) if line and line[0].isalnum()]
        assert named
        for n in named:
            assert lines[n].rstrip().endswith("\\"), lines[n]
            assert "--hash=sha256:" in lines[n + 1]
            assert "://" not in lines[n]
