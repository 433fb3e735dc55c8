"""A page as a screen reader would get it: parsed, checked on every fetch, asked by short selectors.

page = Page(client.get("/thu-tuc/?q=khai sinh"))
page.text("#procedures-found h3")     # the text of the first one
page.all("nav a[href]")               # the texts of all
page.attr("form.search", "action")    # one attribute of the first one
"""

from typing import Any

from tests import markup
from tests.markup import Node


class Page:
    """An answer of the portal; a page that breaks a rule of the house fails where it is fetched."""

    def __init__(self, response: Any, *, status: int | None = 200) -> None:
        self.response, self.status = response, response.status_code
        assert status is None or self.status == status, f"{self.status}: {response.text[:800]}"
        assert response.mimetype == "text/html", response.mimetype
        self.html: str = response.text
        self.root = markup.parse(self.html)
        self.nodes = list(self.root.below())
        self.is_whole = "<!doctype" in self.html[:100].lower()
        wrong = markup.complaints(self.nodes, is_whole=self.is_whole)
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


def _stands_in(node: Node, outer: list[str]) -> bool:
    around = node.above()
    return all(any(place.fits(simple) for place in around) for simple in reversed(outer))
