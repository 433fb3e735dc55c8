"""Every state of every page before axe, narrow and wide, by day and by night; and nothing sticks out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import markup
from tests.browser.shown import Shelf
from tests.markup import Node
from tests.states import played
from tests.states.stage import Seen

pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SHAPING = ("class", "role", "id", "type", "hidden", "open", "aria-hidden", "tabindex")
PLANTED = """<p class="lead"><img src="/x.png"></p><div style="width: 900px">x</div><p>
<font color="#ddd">Mờ</font></p><button></button>
<p><button style="all: unset; width: 9px">a</button><button style="all: unset">b</button></p>"""
MAIN = '<main id="main" class="wrap" tabindex="-1">'

# Axe by day on everything, by night on the colours alone (no other rule depends on them).
LOOK = """async ([tags, place]) => {
  const root = document.documentElement, told = [];
  const run = async (only, more, when) => {
    const found = await axe.run(place, Object.assign(
      {runOnly: only, resultTypes: ["violations"], preload: false, elementRef: false}, more));
    for (const one of found.violations)
      told.push(when + " " + one.id + ": " + one.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " "
        + (n.any[0] ? n.any[0].message : "")).join(" | "));
  };
  root.setAttribute("data-theme", "light");
  await run({type: "tag", values: tags}, {rules: {"target-size": {enabled: true}}}, "light");
  root.setAttribute("data-theme", "dark");
  await run({type: "rule", values: ["color-contrast"]}, {}, "dark");
  root.removeAttribute("data-theme");
  return told;
}"""

# How far a page reaches beyond the screen: as it is, in simple mode, and at twice the text size.
WIDE = """() => {
  const root = document.documentElement, told = [];
  const look = when => {
    const over = root.scrollWidth - innerWidth;
    if (over > 0) told.push(when + ": " + over + " px too wide");
  };
  look("plain");
  root.setAttribute("data-mode", "simple"); root.setAttribute("data-text", "large"); look("simple and large");
  root.removeAttribute("data-mode"); root.removeAttribute("data-text");
  root.style.fontSize = "200%"; look("200 %"); root.style.fontSize = "";
  return told;
}"""


@pytest.fixture(scope="module")
def states() -> list[Seen]:
    """Every page and fragment as it was answered."""
    return played.shared().seen


@pytest.fixture
def shelf(browser: Browser, states: list[Seen]) -> Iterator[Shelf]:
    """A browser with the first page open."""
    made = Shelf(browser, {"/": next(one.html for one in states if one.is_whole)})
    made.open("/")
    yield made
    made.context.close()


def _whole(one: Seen, house: str) -> str:
    """A fragment stands in the house of a page."""
    if one.is_whole:
        return one.html
    head, _, rest = house.partition(MAIN)
    return f"{head}{MAIN}<h1>Mảnh</h1>{one.html}</main>{rest.partition('</main>')[2]}"


def _shape(node: Node) -> tuple[object, ...]:
    """What axe can tell two pages apart by: elements and their classes and roles, not their words.

    Rows that look alike count once.
    """
    inside: list[object] = []
    for part in node.inside:
        shape: object = _shape(part) if isinstance(part, Node) else bool(part.strip())
        if not inside or inside[-1] != shape:
            inside.append(shape)
    kept = {key: node.attrs.get(key) for key in SHAPING if key in node.attrs}
    return node.tag, tuple(kept.items()), tuple(inside)


def test_every_state_is_accessible_and_fits(shelf: Shelf, states: list[Seen]) -> None:
    wrong, shapes, houses = [], set[object](), set[bool]()
    for one in states:
        html = _whole(one, shelf.pages["/"])
        shelf.show(html, 320)
        found = [f"320 {told}" for told in shelf.page.evaluate(WIDE)]
        shape = _shape(markup.parse(html))
        if shape not in shapes:
            shapes.add(shape)
            is_new = one.path.startswith("/desk/") not in houses  # head and foot are the same on all others
            houses.add(one.path.startswith("/desk/"))
            for width in (320, 1280):
                shelf.page.set_viewport_size({"width": width, "height": 740})
                told = shelf.page.evaluate(LOOK, [TAGS, "html" if is_new or width == 320 else "main"])
                found += [f"{width} {what}" for what in told]
        wrong += [f"{one.name}: {told}" for told in found]
    assert not wrong, "\n".join(wrong)
    assert not shelf.errors, shelf.errors
    assert len(shapes) > 50


def test_planted_faults_are_found(shelf: Shelf) -> None:
    page = shelf.show(_whole(Seen("planted", PLANTED, "/"), shelf.pages["/"]), 320)
    assert [told.split(":")[0] for told in page.evaluate(WIDE)] == ["plain", "simple and large", "200 %"]
    told = " ".join(page.evaluate(LOOK, [TAGS, "html"]))
    for rule in ("light color-contrast", "light image-alt", "light target-size", "light button-name"):
        assert rule in told
