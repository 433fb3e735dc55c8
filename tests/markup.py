"""Rules of the house for every page: elements as a screen reader gets them, and what is wrong with them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

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


def parse(html: str) -> Node:
    """The page as a tree; its root is no element of it."""
    builder = _Builder()
    builder.feed(html)
    return builder.root


def complaints(nodes: Sequence[Node], *, is_whole: bool) -> list[str]:
    """What is wrong with a page (`is_whole`) or a fragment; empty when nothing is."""
    found = [*_headings(nodes, is_whole), *_ids(nodes), *_labels(nodes), *_names(nodes), *_inline(nodes)]
    found += [*_pictures(nodes), *_steps(nodes)]
    return [*found, *_language(nodes), *_references(nodes)] if is_whole else found


def _headings(nodes: Sequence[Node], is_whole: bool) -> Iterator[str]:
    count = sum(node.tag == "h1" for node in nodes)
    if is_whole and count != 1:
        yield f"{count} h1"


def _steps(nodes: Sequence[Node]) -> Iterator[str]:
    """A heading is at most one level below the one before it; pasted text has its own order."""
    before = 0
    for node in nodes:
        if re.fullmatch("h[1-6]", node.tag):
            level = int(node.tag[1])
            if before and level > before + 1:
                yield f"{node.tag} “{node.text[:40]}” after h{before}"
            before = level


def _ids(nodes: Sequence[Node]) -> Iterator[str]:
    ids = Counter(node.attrs["id"] for node in nodes if "id" in node.attrs)
    yield from (f"id {name!r} stands {n} times" for name, n in ids.items() if n > 1)
    yield from ("an empty id" for name in ids if not name.strip())


def _labels(nodes: Sequence[Node]) -> Iterator[str]:
    labelled = {node.attrs.get("for") for node in nodes if node.tag == "label"}
    for node in nodes:
        if node.tag not in {"input", "select", "textarea"} or node.attrs.get("type") in _FREE:
            continue
        named = "aria-label" in node.attrs or "aria-labelledby" in node.attrs
        around = any(outer.tag == "label" for outer in node.above())
        if not (named or around or node.attrs.get("id") in labelled):
            yield f"no label for {node.tag} {node.attrs}"


def _names(nodes: Sequence[Node]) -> Iterator[str]:
    """Links and buttons say what they do."""
    for node in nodes:
        if node.tag == "button" or (node.tag == "a" and "href" in node.attrs):
            pictures = [inner.attrs.get("alt") or inner.attrs.get("aria-label") for inner in node.below()]
            if not (node.text or node.attrs.get("aria-label") or any(pictures)):
                yield f"{node.tag} without a name {node.attrs}"


def _inline(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if node.tag == "style" or (node.tag == "script" and "src" not in node.attrs):
            yield f"inline {node.tag}"
        yield from (f"{key} on {node.tag}" for key in node.attrs if key == "style" or key.startswith("on"))
        if "hx-on" in " ".join(node.attrs):
            yield f"hx-on on {node.tag}"


def _pictures(nodes: Sequence[Node]) -> Iterator[str]:
    """They say their size, so that nothing moves when they arrive, and wait until they are near."""
    for node in nodes:
        if node.tag == "img":
            missing = {"alt", "width", "height", "loading"} - node.attrs.keys()
            if missing:
                yield f"img without {sorted(missing)}: {node.attrs}"


def _language(nodes: Sequence[Node]) -> Iterator[str]:
    spoken = [node.attrs.get("lang", "") for node in nodes if node.tag == "html"]
    if spoken not in (["vi"], ["en"]):
        yield f"the page speaks {spoken}"
    titles = [node.text for node in nodes if node.tag == "title" and not _is_drawn(node)]
    if len(titles) != 1 or not titles[0]:
        yield f"titles {titles}"


def _is_drawn(node: Node) -> bool:
    return any(outer.tag == "svg" for outer in node.above())


def _references(nodes: Sequence[Node]) -> Iterator[str]:
    """What names another element of the page names one that is there."""
    ids = {node.attrs.get("id") for node in nodes}
    for node in nodes:
        for name in ("hx-target", "href", "hx-indicator"):
            target = node.attrs.get(name, "")
            if len(target) > 1 and target.startswith("#") and target[1:] not in ids:
                yield f"{name} {target} is not on the page"
        for name in ("aria-describedby", "aria-controls", "aria-labelledby", "for", "list", "form"):
            missing = [ref for ref in node.attrs.get(name, "").split() if ref not in ids]
            if missing:
                yield f"{name} names {missing}, which is not on the page"
