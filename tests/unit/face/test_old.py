"""What a Chrome 80 web view reads: scripts by a real parser, the flat style by its properties."""

import re
from pathlib import Path

import pytest

from scripts import html_checker

STATIC = Path(__file__).resolve().parents[3] / "static"
OURS = [*(path for path in STATIC.rglob("*.js") if ".min." not in path.name)]
FLAT = re.sub(r"/\*.*?\*/", "", (STATIC / "portal-flat.css").read_text("utf-8"), flags=re.DOTALL)
# Younger than Chrome 80, by what they are written with; each may stand where an older rule stands before it.
YOUNGER = {
    r"@layer": "99",
    r"@container": "105",
    r":has\(": "105",
    r":is\(|:where\(": "88",
    r"color-mix\(": "111",
    r"\boklch\(|\blab\(": "111",
    r"\b(?:inset|inset-inline|inset-block)\s*:": "87",
    r"aspect-ratio\s*:": "88",
    r"\b\d+(?:\.\d+)?(?:dvh|svh|lvh|dvw)\b": "108",
    r"accent-color\s*:": "93",
    r"&\s*[.:>{]": "112",
    r"text-wrap\s*:": "114",
    r"(?:^|[;{\s])translate\s*:|(?:^|[;{\s])rotate\s*:|(?:^|[;{\s])scale\s*:": "104",
    r"content-visibility\s*:": "85",
}
# Only better where they are known, and nothing is lost where they are not.
HARMLESS = {"accent-color", "content-visibility", "text-wrap", "aspect-ratio"}


def _newer(year: int, files: list[Path]) -> list[str]:
    try:
        return html_checker.newer_than(year, files)
    except html_checker.Missing as missing:
        pytest.skip(f"scripts were not parsed: {missing}")


def test_our_scripts_are_es2018_and_no_modules() -> None:
    assert OURS
    assert _newer(2018, OURS) == []
    # The page's vendored script may use `?.`, which came with Chrome 80 itself, and nothing after it.
    assert _newer(2020, [STATIC / "js" / "htmx.min.js"]) == []


def test_the_parser_sees_what_is_younger(tmp_path: Path) -> None:
    young = tmp_path / "young.js"
    young.write_text("try { a?.b; } catch { }")
    assert _newer(2018, [young])
    assert not _newer(2020, [young])
    young.write_text("a ||= 1;")
    assert _newer(2020, [young])


@pytest.mark.parametrize("written", YOUNGER)
def test_the_flat_style_needs_nothing_younger(written: str) -> None:
    for found in re.finditer(written, _outside_supports(FLAT)):
        name = found[0].strip("; {\n\t:").rstrip(":").strip()
        assert name in HARMLESS, f"{found[0]!r} needs Chrome {YOUNGER[written]}"


def _outside_supports(css: str) -> str:
    """The rules that every browser reads: blocks under @supports left out."""
    kept, at = [], 0
    for begun in re.finditer(r"@supports[^{]*\{", css):
        if begun.start() < at:
            continue
        kept.append(css[at : begun.start()])
        depth, at = 1, begun.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(css[at], 0)
            at += 1
    return "".join([*kept, css[at:]])


def test_where_flex_boxes_know_no_gaps_margins_keep_things_apart() -> None:
    """`gap` in flex boxes came with Chrome 84, `inset` with 87; grids had their gaps before."""
    instead = " ".join(re.findall(r"@supports not \(inset: 0\) \{(.*?)\} \}", FLAT, flags=re.DOTALL))
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", _outside_supports(FLAT))
    flexed = [
        who.split()[0] for who, body in rules if re.search("display: (?:inline-)?flex", body) and _gap(body)
    ]
    assert flexed
    assert [who for who in flexed if who.strip(",") not in instead] == []


def _gap(body: str) -> bool:
    return bool(re.search(r"(?:^|[; ])(?:column-)?gap: (?!0)", body))
