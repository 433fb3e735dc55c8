"""Every state of every page before axe, narrow and wide, by day and by night; and nothing sticks out."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.shown import Shelf
from tests.states import played
from tests.states.stage import Seen

pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SHAPING = ["class", "role", "id", "type", "hidden", "open", "aria-hidden", "tabindex"]
PLANTED = """<p class="lead"><img src="/x.png"></p><div style="width: 900px">x</div><p>
<font color="#ddd">Mờ</font></p><button></button>
<p><button style="all: unset; width: 9px">a</button><button style="all: unset">b</button></p>"""
SHEET = 60_000  # signs of blocks that are looked at together
MAIN = re.compile("<main [^>]*>")
DESK = 'class="wrap desk-body"'

# Takes what no page before had: blocks of the body and of <main> by what axe can tell two apart by, elements
# with their classes and roles, not their words. Of rows that look alike two are kept; inside a new block,
# parts that stood twice in the same place of others (below the same elements, classes, roles) are left out.
# Blocks of <main> are handed out, with ids of their own, to be looked at together with those of other states
# (one run of axe costs as much as a dozen blocks); blocks beside it are marked, the others put away. Asked:
# both.
TAKE = """([shaping, number]) => {
  const known = window.known = window.known || new Set(), stood = window.stood = window.stood || new Map();
  const told = new Map(), TWO = 2;
  const named = node => "<" + node.tagName + shaping.map(name =>
    node.hasAttribute(name) ? name + "=" + node.getAttribute(name) : "").join(" ") + ">";
  const shape = node => {
    const inside = [];
    let before = "", alike = 0;
    for (const part of [...node.childNodes]) {
      const one = part.nodeType === 1 ? shape(part) : part.nodeType === 3 && part.data.trim() ? "-" : "";
      if (!one) continue;
      alike = one === before ? alike + 1 : 0;
      before = one;
      if (!alike) inside.push(one);
      if (alike >= TWO && part.nodeType === 1) part.remove();
    }
    const whole = named(node) + inside.join("") + "</>";
    told.set(node, whole);
    return whole;
  };
  const PARTED = ["DIV", "SECTION", "FORM", "ARTICLE"];
  const WHOLE = [...PARTED, "P", "UL", "OL", "DL", "TABLE", "DETAILS", "FIGURE", "NAV"];
  const thin = (node, above) => {
    const here = above + named(node), isParted = PARTED.includes(node.tagName) && !node.getAttribute("role");
    for (const one of [...node.children]) {
      const place = here + told.get(one), times = (stood.get(place) || 0) + 1;
      stood.set(place, times);
      if (times > TWO && isParted && WHOLE.includes(one.tagName)) one.remove();
      else thin(one, here);
    }
  };
  const names = ["for", "form", "headers", "list", "aria-labelledby", "aria-describedby", "aria-controls",
    "aria-owns", "aria-activedescendant", "aria-errormessage"];
  const apart = block => {
    thin(block, document.querySelector(".desk-body") ? "desk" : "");
    const copy = block.cloneNode(true), all = [copy, ...copy.querySelectorAll("*")];
    const ids = new Set(all.map(one => one.id).filter(Boolean));
    const own = told => told.split(/ +/).map(id => ids.has(id) ? id + "-" + number : id).join(" ");
    for (const one of all) {
      if (one.id) one.id = own(one.id);
      for (const name of names.filter(name => one.hasAttribute(name)))
        one.setAttribute(name, own(one.getAttribute(name)));
    }
    copy.setAttribute("data-state", number);
    return copy.outerHTML;
  };
  const main = document.querySelector("main"), mine = [];
  const around = node => [...node.children].flatMap(one =>
    one === main ? [...main.children] : one.contains(main) ? around(one) : [one]);
  let beside = 0;
  for (const block of around(document.body)) {
    if (block.tagName === "SCRIPT") continue;
    const whole = shape(block), isNew = !known.has(whole);
    known.add(whole);
    if (isNew && block.parentNode === main) mine.push(apart(block));
    if (isNew && block.parentNode !== main) { block.setAttribute("data-new", ""); beside++; }
    else block.style.display = "none";  // axe reads all that is shown, asked or not
  }
  return {mine, beside};
}"""

# A page that holds only these blocks; what one of them names and stood elsewhere is there, empty.
GATHER = """blocks => {
  const main = document.querySelector("main");
  for (let at = main; at !== document.body; at = at.parentNode)
    for (const one of at.parentNode.children) if (one !== at) one.style.display = "none";
  main.innerHTML = blocks.join("");
  for (const one of main.children) one.setAttribute("data-new", "");
  const named = ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"].flatMap(name =>
    [...main.querySelectorAll("[" + name + "]")].flatMap(one => one.getAttribute(name).split(/ +/)));
  for (const id of new Set(named)) if (id && !document.getElementById(id)) {
    const there = document.createElement("span");
    there.id = id; there.hidden = true; main.append(there);
  }
}"""

# Narrow: axe by day with every rule, by night on the colours alone (no other rule depends on them).
# Wide: only what a layout can change; and all of it once more on what is shown on wide screens alone.
LOOK = """async ([tags, place, isWide]) => {
  const root = document.documentElement, told = [];
  const run = async (where, only, when) => {
    const found = await axe.run(where, {runOnly: only, resultTypes: ["violations"], preload: false,
      elementRef: false, rules: only.type === "tag" ? {"target-size": {enabled: true}} : {}});
    for (const one of found.violations)
      told.push(when + " " + one.id + ": " + one.nodes.slice(0, 3).map(n => {
        const from = document.querySelector(n.target[0]), state = from && from.closest("[data-state]");
        return (state ? "state " + state.dataset.state + " " : "") + n.html.slice(0, 160) + " "
          + (n.any[0] ? n.any[0].message : "");
      }).join(" | "));
  };
  const both = async where => {
    root.setAttribute("data-theme", "light");
    await run(where, {type: "tag", values: tags}, "light");
    root.setAttribute("data-theme", "dark");
    await run(where, {type: "rule", values: ["color-contrast"]}, "dark");
    root.removeAttribute("data-theme");
  };
  const shown = [...document.querySelectorAll(place === "html" ? "*" : place + ", " + place + " *")]
    .filter(one => one.checkVisibility());
  if (!isWide) { window.narrow = new Set(shown); await both(place); return told; }
  root.setAttribute("data-theme", "light");
  const layout = ["color-contrast", "target-size", "scrollable-region-focusable"];
  await run(place, {type: "rule", values: layout}, "light");
  root.removeAttribute("data-theme");
  const more = shown.filter(one => !window.narrow.has(one));
  for (const one of more) one.setAttribute("data-wide", "");
  if (more.length) await both("[data-wide]");
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
    """A browser with the first page open; the desk has a house of its own."""
    wholes = [one for one in states if one.is_whole]
    made = Shelf(browser, {"/": wholes[0].html, "/desk/": next(filter(_is_desk, wholes)).html})
    made.open("/")
    yield made
    made.context.close()


def _is_desk(one: Seen) -> bool:
    return one.path.startswith("/desk/") and DESK in one.html


def _whole(one: Seen, house: str) -> str:
    """A fragment stands in the house of a page."""
    if one.is_whole:
        return one.html
    opened = MAIN.search(house)
    assert opened
    return f"{house[: opened.end()]}<h1>Mảnh</h1>{one.html}</main>{house.partition('</main>')[2]}"


def _looked(page: Page, place: str) -> list[str]:
    """What axe says of a place, narrow and wide."""
    found = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        found += [f"{width} {told}" for told in page.evaluate(LOOK, [TAGS, place, width == 1280])]
    return found


class Looking:
    """Blocks that wait to be looked at together, by house, and what was wrong with those before."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.wrong, self.count = shelf, list[str](), 0
        self.blocks: dict[str, list[str]] = {"/": [], "/desk/": []}

    def take(self, page: Page, number: int, one: Seen) -> None:
        """Put the new blocks of a state aside; look at once at what stands beside <main>."""
        found = page.evaluate(TAKE, [SHAPING, number])
        house = "/desk/" if _is_desk(one) else "/"
        self.blocks[house] += found["mine"]
        self.count += len(found["mine"]) + found["beside"]
        if found["beside"]:
            self.wrong += [f"{one.name}: {told}" for told in _looked(page, "[data-new]")]
        if sum(map(len, self.blocks[house])) > SHEET:
            self.look(house)

    def look(self, house: str) -> None:
        """Look at all that waits for a house."""
        if self.blocks[house]:
            page = self.shelf.show(self.shelf.pages[house], 320)
            page.evaluate(GATHER, self.blocks[house])
            self.wrong += _looked(page, "[data-new]")
        self.blocks[house] = []


def test_every_state_is_accessible_and_fits(shelf: Shelf, states: list[Seen]) -> None:
    looking, houses = Looking(shelf), set[bool]()
    for number, one in enumerate(states):
        page = shelf.show(_whole(one, shelf.pages["/"]), 320)
        looking.wrong += [f"{one.name}: 320 {told}" for told in page.evaluate(WIDE)]
        is_desk = _is_desk(one)
        if is_desk not in houses:
            # What is said of whole pages (title, language, ways around) is the same on all others.
            houses.add(is_desk)
            looking.wrong += [f"{one.name}: {told}" for told in _looked(page, "html")]
        looking.take(page, number, one)
    for house in looking.blocks:
        looking.look(house)
    numbers = {int(found) for told in looking.wrong for found in re.findall(r"state (\d+)", told)}
    names = "\n".join(f"state {number}: {states[number].name}" for number in sorted(numbers))
    assert not looking.wrong, "\n".join(looking.wrong) + "\n" + names
    assert not shelf.errors, shelf.errors
    assert looking.count > 300


@pytest.mark.parametrize("house", ["/", "/desk/"])
def test_planted_faults_are_found(shelf: Shelf, house: str) -> None:
    html = _whole(Seen("planted", PLANTED, house), shelf.pages[house])
    planted = Seen("planted", html, house)
    page = shelf.show(html, 320)
    assert [told.split(":")[0] for told in page.evaluate(WIDE)] == ["plain", "simple and large", "200 %"]
    looking = Looking(shelf)
    looking.take(page, 7, planted)
    assert len(looking.blocks[house]) > 3
    looking.look(house)
    told = " ".join(looking.wrong)
    for rule in ("light color-contrast", "light image-alt", "light target-size", "light button-name"):
        assert f"320 {rule}: state 7 " in told
    assert "1280 light color-contrast" in told
    for _ in range(3):  # scripts dress a block a moment later
        looking.take(shelf.show(html, 320), 8, planted)
        again, looking.blocks[house] = looking.blocks[house], []
    assert again == [], "seen before"
