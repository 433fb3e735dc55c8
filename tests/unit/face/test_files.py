"""The front-end files: what is not ours is what its makers shipped, and all of it is light."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import brotli
import pytest

from scripts.flatten_css import flat

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "static"
VENDORED: list[dict[str, str]] = json.loads((STATIC / "vendor.json").read_text("utf-8"))
OURS = {"portal.css", "portal-flat.css", "js/portal.js", "vendor.json"}


def weight(*names: str) -> int:
    """How many bytes travel, gzip being the worst case."""
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


@pytest.mark.parametrize("row", VENDORED, ids=lambda row: row["file"])
def test_a_vendored_file_is_the_one_in_the_manifest(row: dict[str, str]) -> None:
    assert hashlib.sha256((STATIC / row["file"]).read_bytes()).hexdigest() == row["sha256"]
    assert row["version"][0].isdigit()
    assert row["licence"]


def test_fonts_htmx_and_icons_are_in_the_manifest_with_their_licences() -> None:
    named = {row["file"] for row in VENDORED}
    assert {"fonts/be-vietnam-pro-400.woff2", "fonts/be-vietnam-pro-600.woff2", "fonts/OFL.txt"} <= named
    assert {"js/htmx.min.js", "js/htmx.LICENSE.txt", "icons.svg", "icons.LICENSE.txt"} <= named


def test_every_picture_font_and_script_from_elsewhere_is_in_the_manifest() -> None:
    named = {row["file"] for row in VENDORED} | OURS
    kinds = {".woff2", ".svg", ".min.js"}
    there = {p.relative_to(STATIC).as_posix() for p in STATIC.rglob("*") if p.is_file()}
    assert {name for name in there if any(name.endswith(kind) for kind in kinds)} <= named


def test_htmx_is_the_version_that_the_pages_speak() -> None:
    script = (STATIC / "js" / "htmx.min.js").read_text("utf-8")
    assert 'version:"2.0.11"' in script


def test_what_a_phone_loads_is_light() -> None:
    assert weight("portal.css") <= 10_240
    assert weight("portal-flat.css") <= 10_240
    assert weight("js/htmx.min.js", "js/portal.js") <= 22 * 1024
    assert weight("icons.svg") <= 4_096
    for face in ("400", "600"):
        assert (STATIC / "fonts" / f"be-vietnam-pro-{face}.woff2").stat().st_size <= 12_800


def test_the_editor_of_articles_is_light_for_a_page_of_the_desk() -> None:
    ours = [p.relative_to(STATIC).as_posix() for p in (STATIC / "editor").glob("*.js")]
    assert weight(*ours) <= 150_000
    packed = (STATIC / "editor" / "tiptap.min.js.br").read_bytes()
    assert brotli.decompress(packed) == (STATIC / "editor" / "tiptap.min.js").read_bytes()


def test_old_web_views_get_the_same_rules_without_layers() -> None:
    source = (STATIC / "portal.css").read_text("utf-8")
    made = (STATIC / "portal-flat.css").read_text("utf-8")
    assert made == flat(source), "run: python3 scripts/flatten_css.py"
    assert "@layer" not in made
    assert made.count("{") == made.count("}")
    assert source.count("{") - made.count("{") == source.count("\n@layer ") - 1


def test_flattening_drops_only_the_layers_own_braces() -> None:
    css = "@layer a, b;\n@layer a {\n@media print {\n  p { margin: 0; }\n}\n}\n@layer b {\nb { top: 0; }\n}\n"
    assert flat(css) == "@media print {\n  p { margin: 0; }\n}\nb { top: 0; }\n"


@pytest.mark.parametrize("name", ["portal.js"])
def test_the_script_keeps_to_what_old_web_views_read(name: str) -> None:
    code = re.sub(r"/\*.*?\*/", "", (STATIC / "js" / name).read_text("utf-8"), flags=re.DOTALL)
    for newer in (
        "?.",
        "??",
        "||=",
        "&&=",
        ".at(",
        ".replaceAll(",
        "import(",
        "eval(",
        "innerHTML",
        "localStorage",
    ):
        assert newer not in code, newer
    for words in re.findall(r'"[^"]*"', code):
        assert words.isascii(), f"words belong in templates: {words}"


def test_the_sprite_holds_every_icon_once() -> None:
    ids = re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text("utf-8"))
    chosen = json.loads((ROOT / "scripts" / "vendor" / "icons.json").read_text("utf-8"))
    assert sorted(ids) == sorted([*chosen.values(), "lotus"])
