"""The houses of pages: complete documents, strict enough for the policy, every class and icon known."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask, render_template

from tests.unit.face.sample import gallery

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = ("portal.css", "editor/editor.css", "editor/newsroom.css", "media/media.css")
CSS = "\n".join((ROOT / "static" / name).read_text("utf-8") for name in SHEETS)
KNOWN = set(re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"/\*.*?\*/|url\([^)]*\)", "", CSS, flags=re.DOTALL)))
ICONS = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons.svg").read_text("utf-8")))
VOID = {"meta", "link", "input", "img", "br", "hr"}


class Reader(HTMLParser):
    """Notes classes, ids and attributes, and insists that every tag is closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.classes: set[str] = set()
        self.ids: list[str] = []
        self.names: set[str] = set()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs), f"an attribute twice on {tag}: {attrs}"
        self.tags.append(tag)
        self.classes.update(given.get("class", "").split())
        self.names.update(given)
        if "id" in given:
            self.ids.append(given["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag, f"{tag} closes out of its place"


def read(html: str) -> Reader:
    """The page as a reader saw it."""
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


@pytest.mark.parametrize("path", ["/", "/thu-tuc/", "/m/thu-tuc/"])
def test_the_gallery_is_whole_and_knows_its_classes(app: Flask, path: str) -> None:
    seen = read(gallery(app, path, layout="fragment.html" if path.startswith("/m") else "base.html"))
    assert seen.classes <= KNOWN, seen.classes - KNOWN
    assert len(seen.ids) == len(set(seen.ids)), "an id stands once"
    assert "style" not in seen.names
    assert not {name for name in seen.names if name.startswith(("on", "hx-on"))}
    assert seen.tags.count("h1") == 1
    assert ("html" in seen.tags) is not path.startswith("/m")


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.relative_to(ROOT / "templates").as_posix())
def test_a_template_uses_known_classes_and_icons_and_no_inline_code(file: Path) -> None:
    source = file.read_text("utf-8")
    bare = re.sub(r"[\w-]*\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", source, flags=re.DOTALL)
    used = {name for words in re.findall(r'class="([^"]*)"', bare) for name in words.split()}
    assert used <= KNOWN, used - KNOWN
    named = set(re.findall(r'icon\("([a-z-]+)"', source))
    assert named <= ICONS, named - ICONS
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", bare)
    assert not re.search(r"<script(?![^>]*\bsrc=)", bare)


def test_the_place_we_are_at_is_marked(app: Flask) -> None:
    def marked(path: str) -> list[str]:
        with app.test_request_context(path):
            made = render_template("base.html")
        return re.findall(r'<a href="([^"]+)" aria-current="(?:page|true)"', made)

    assert marked("/ho-so/") == ["/dich-vu-cong/"]
    assert marked("/tin/mua-lon/") == ["/thong-tin/"]
    assert marked("/phan-anh/") == ["/ho-tro/"]


def test_a_problem_page_says_what_to_do_and_whom_to_call(app: Flask) -> None:
    with app.test_request_context("/nowhere"):
        made = render_template("problem.html", title="Không tìm thấy", advice="Xin tìm lại.", status=404)
    read(made)
    assert "<h1>Không tìm thấy</h1>" in made
    assert "Xin tìm lại." in made
    assert 'href="tel:' in made
    assert "Về trang chủ" in made


def test_alerts_in_force_stand_above_the_page(app: Flask) -> None:
    told = [{"level": "danger", "title": "Bão số 3", "href": "/tin/bao-so-3/"}]
    with app.test_request_context("/"):
        made = render_template("base.html", alerts=told)
    assert made.index('href="/tin/bao-so-3/"') < made.index("<main")
    assert "alert-danger" in made


def test_what_the_script_may_say_stands_in_the_page(app: Flask) -> None:
    code = (ROOT / "static" / "js" / "portal.js").read_text("utf-8")
    page = gallery(app)
    for name in set(re.findall(r'word\("([\w-]+)"\)', code)) | {"4", "5", "413", "429"}:
        assert f" data-{name}=" in page, name
