"""A page as a screen reader would get it: parsed, checked on every fetch, asked by short selectors.

page = Page(client.get("/thu-tuc/?q=khai sinh"))
page.text("#procedures-found h3")     # the text of the first one
page.all("nav a[href]")               # the texts of all
page.attr("form.search", "action")    # one attribute of the first one
"""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_PART = re.compile(r"(?P<tag>^[\w-]+|^\*)|#(?P<id>[\w-]+)|\.(?P<cls>[\w-]+)|\[(?P<attr>[^\]]+)\]")
_INLINE = frozenset({"a", "abbr", "b", "code", "em", "i", "mark", "small", "span", "strong", "time"})
_FREE = frozenset({"hidden", "submit", "button", "reset", "image"})


class Node:
    """One element and what is in it."""

    def __init__(self, tag: str, attrs: dict[str, str], parent: "Node | None") -> None:
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.inside: list[Node | str] = []

    @property
    def text(self) -> str:
        """The words inside, single spaces between them."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for part in self.inside:
            if isinstance(part, str):
                yield part
            elif part.tag not in {"script", "style", "template"}:
                gap = "" if part.tag in _INLINE else " "
                yield gap
                yield from part._words()
                yield gap

    def below(self) -> Iterator["Node"]:
        """Every element inside, in the order of the page."""
        for part in self.inside:
            if isinstance(part, Node):
                yield part
                yield from part.below()

    def above(self) -> Iterator["Node"]:
        """The elements around it, the nearest first."""
        at = self.parent
        while at is not None:
            yield at
            at = at.parent

    def fits(self, simple: str) -> bool:
        """Whether `tag#id.class[attr=value]` says this element."""
        for part in _PART.finditer(simple):
            tag, wanted_id, name, attr = part.group("tag", "id", "cls", "attr")
            key, _, value = (attr or "").partition("=")
            if (
                (tag and tag != "*" and tag != self.tag)
                or (wanted_id and wanted_id != self.attrs.get("id"))
                or (name and name not in self.attrs.get("class", "").split())
                or (attr and key not in self.attrs)
                or (value and self.attrs.get(key) != value.strip("\"'"))
            ):
                return False
        return True


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Node("#page", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {key: value or "" for key, value in attrs}, self.at)
        self.at.inside.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.inside.append(Node(tag, {key: value or "" for key, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        for node in (self.at, *self.at.above()):
            if node.tag == tag and node.parent is not None:
                self.at = node.parent
                return

    def handle_data(self, data: str) -> None:
        self.at.inside.append(data)


class Page:
    """An answer of the portal; a page that breaks a rule of the house fails where it is fetched."""

    def __init__(self, response: Any, *, status: int | None = 200) -> None:
        self.response, self.status = response, response.status_code
        assert status is None or self.status == status, f"{self.status}: {response.text[:800]}"
        assert response.mimetype == "text/html", response.mimetype
        self.html: str = response.text
        builder = _Builder()
        builder.feed(self.html)
        self.root = builder.root
        self.nodes = list(self.root.below())
        self.is_whole = "<!doctype" in self.html[:100].lower()
        wrong = [*self._headings(), *self._ids(), *self._labels(), *self._inline(), *self._targets()]
        assert not wrong, "; ".join(wrong)

    def find(self, selector: str) -> list[Node]:
        """Elements that a selector of simple parts (tag, #id, .class, [attr=value]) and spaces names."""
        *outer, last = selector.split()
        return [node for node in self.nodes if node.fits(last) and _stands_in(node, outer)]

    def all(self, selector: str) -> list[str]:
        """The texts of all such elements."""
        return [node.text for node in self.find(selector)]

    def text(self, selector: str = "body") -> str:
        """The text of the first such element; fails when there is none."""
        found = self.find(selector) or ([self.root] if selector == "body" else [])
        assert found, f"no {selector} in: {self.root.text[:500]}"
        return found[0].text

    def attr(self, selector: str, name: str) -> str:
        """An attribute of the first such element."""
        found = self.find(selector)
        assert found, f"no {selector} in: {self.root.text[:500]}"
        return found[0].attrs.get(name, "")

    def has(self, selector: str) -> bool:
        """Whether there is such an element."""
        return bool(self.find(selector))

    def links(self) -> dict[str, str]:
        """Text of each link -> where it goes."""
        return {node.text: node.attrs["href"] for node in self.find("a[href]")}

    def _headings(self) -> Iterator[str]:
        count = len(self.find("h1"))
        if self.is_whole and count != 1:
            yield f"{count} h1"

    def _ids(self) -> Iterator[str]:
        ids = Counter(node.attrs["id"] for node in self.nodes if "id" in node.attrs)
        yield from (f"id {name!r} stands {n} times" for name, n in ids.items() if n > 1)

    def _labels(self) -> Iterator[str]:
        labelled = {node.attrs.get("for") for node in self.find("label")}
        for node in self.nodes:
            if node.tag not in {"input", "select", "textarea"} or node.attrs.get("type") in _FREE:
                continue
            named = "aria-label" in node.attrs or "aria-labelledby" in node.attrs
            around = any(outer.tag == "label" for outer in node.above())
            if not (named or around or node.attrs.get("id") in labelled):
                yield f"no label for {node.tag} {node.attrs}"

    def _inline(self) -> Iterator[str]:
        for node in self.nodes:
            if node.tag == "style" or (node.tag == "script" and "src" not in node.attrs):
                yield f"inline {node.tag}"
            yield from (
                f"{key} on {node.tag}" for key in node.attrs if key == "style" or key.startswith("on")
            )

    def _targets(self) -> Iterator[str]:
        ids = {node.attrs.get("id") for node in self.nodes}
        for node in self.nodes:
            target = node.attrs.get("hx-target", "")
            if self.is_whole and target.startswith("#") and target[1:] not in ids:
                yield f"hx-target {target} is not on the page"
            for name in ("aria-describedby", "aria-controls", "aria-labelledby"):
                missing = [ref for ref in node.attrs.get(name, "").split() if ref not in ids]
                if self.is_whole and missing:
                    yield f"{name} names {missing}, which is not on the page"


def _stands_in(node: Node, outer: list[str]) -> bool:
    around = node.above()
    return all(any(place.fits(simple) for place in around) for simple in reversed(outer))
