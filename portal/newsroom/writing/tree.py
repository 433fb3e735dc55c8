"""A small tree of HTML that nh3 has set in order: enough to look at it and to move paragraphs about."""

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from typing import Self, Union

from portal.core import sanitize

VOID = frozenset(["br", "hr", "img"])
APART = frozenset(["p", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "br", "div", "table", "ul", "ol"])
Child = Union["Element", str]


class Element:
    """A tag with what stands in it; the root has no tag."""

    def __init__(
        self, tag: str, attrs: dict[str, str] | None = None, children: list[Child] | None = None
    ) -> None:
        self.tag, self.attrs = tag, attrs or {}
        self.parent: Element | None = None
        self.children: list[Child] = []
        for child in children or []:
            self.add(child)

    def add(self, child: Child) -> Self:
        """Put a child at the end."""
        if isinstance(child, Element):
            child.parent = self
        self.children.append(child)
        return self

    def walk(self) -> Iterator["Element"]:
        """Every element below, in the order of the text."""
        for child in list(self.children):
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def all(self, *tags: str) -> list["Element"]:
        """Every element below with one of these tags."""
        return [node for node in self.walk() if node.tag in tags]

    def holds(self, *tags: str) -> bool:
        """True when one of these tags stands below."""
        return any(node.tag in tags for node in self.walk())

    def is_within(self, *tags: str) -> bool:
        """True when one of these tags stands above."""
        node = self.parent
        while node is not None:
            if node.tag in tags:
                return True
            node = node.parent
        return False

    def text(self, without: frozenset[str] = frozenset()) -> str:
        """The words, but not those inside the tags `without`; blocks stand apart by a space."""
        out = []
        for child in self.children:
            if isinstance(child, str):
                out.append(child)
            elif child.tag not in without:
                out.append(f" {child.text(without)} " if child.tag in APART else child.text(without))
        return "".join(out)

    def replace(self, others: list[Child]) -> None:
        """Stand aside for others."""
        if self.parent is None:
            return
        at = next(n for n, child in enumerate(self.parent.children) if child is self)
        for other in others:
            if isinstance(other, Element):
                other.parent = self.parent
        self.parent.children[at : at + 1] = others
        self.parent = None

    def unwrap(self) -> None:
        """Leave the words and go."""
        self.replace(self.children)

    def drop(self) -> None:
        """Go, words and all."""
        self.replace([])

    def before(self, other: "Element") -> None:
        """Put another in front of this."""
        holder, me = self.parent, self
        if holder is not None:
            self.replace([other, me])

    def cut(self, count: int) -> None:
        """Take the first signs of the text away."""
        for n, child in enumerate(self.children):
            size = len(child) if isinstance(child, str) else len(child.text())
            if isinstance(child, str):
                self.children[n] = child[count:]
            else:
                child.cut(count)
            count -= min(count, size)
            if count <= 0:
                return

    def inner(self) -> str:
        """What stands inside, as HTML, with the attributes an article may have."""
        return "".join(
            escape(one, quote=False) if isinstance(one, str) else one.outer() for one in self.children
        )

    def outer(self) -> str:
        """The element as HTML."""
        known = sanitize.ATTRIBUTES.get(self.tag, frozenset())
        told = "".join(f' {name}="{escape(value)}"' for name, value in self.attrs.items() if name in known)
        return f"<{self.tag}{told}>" if self.tag in VOID else f"<{self.tag}{told}>{self.inner()}</{self.tag}>"


class _Growing(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.at.add(made)
        if tag not in VOID:
            self.at = made

    def handle_endtag(self, tag: str) -> None:
        node: Element | None = self.at
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.at = node.parent

    def handle_data(self, data: str) -> None:
        self.at.add(data)


def grown(html: str) -> Element:
    """The tree of a well-formed text, as nh3 or our editor writes it."""
    growing = _Growing()
    growing.feed(html)
    growing.close()
    return growing.root
