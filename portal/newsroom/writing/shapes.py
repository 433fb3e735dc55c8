"""What a row of paragraphs means: bold numbers are headings, dashes and marks of Word are lists."""

import re

from portal.newsroom.writing.tree import Element

_LIST = re.compile(r"mso-list:\s*l(\d+)\s+level(\d)", re.IGNORECASE)
_HEADS = re.compile(
    r"(?:[IVXLC]{1,5}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2}){0,2})[.)]\s|(?:Điều|Chương|Phần|Mục)\s+[\dIVXLC]+",
    re.UNICODE,
)
_COUNTED = re.compile(r"^\s*(?:\d{1,3}|[a-zđ]|[ivx]{1,4})[.)]?\s*$", re.IGNORECASE)
_DASH = re.compile(r"^\s*([-–•*+●▪])\s+(?=\S)")  # noqa: RUF001 - the dashes people really type
LONGEST_HEAD = 140
BOLD = frozenset(["b", "strong", "u"])


def is_bold(node: Element) -> bool:
    """Every word of it stands in bold."""
    return bool(node.text().strip()) and not node.text(BOLD).strip()


def headed(blocks: list[Element | str]) -> list[Element | str]:
    """Short bold paragraphs numbered as official papers number their parts are headings."""
    for node in blocks:
        if not isinstance(node, Element) or node.tag != "p" or "marker" in node.attrs:
            continue
        said = " ".join(node.text().split())
        if len(said) <= LONGEST_HEAD and _HEADS.match(said) and is_bold(node):
            node.tag = "h2" if re.match(r"[IVXLC]+[.)]|[A-ZĐ][.)]|Điều|Chương|Phần|Mục", said) else "h3"
            for bold in node.all("b", "strong", "u"):
                bold.unwrap()
    return blocks


def dashed(blocks: list[Element | str]) -> list[Element | str]:
    """Two or more paragraphs in a row that begin with a typed dash are a list; a plus is below."""
    marks = [
        _DASH.match(node.text()) if isinstance(node, Element) and node.tag == "p" else None for node in blocks
    ]
    for n, node in enumerate(blocks):
        found = marks[n]
        has_neighbour = (n and marks[n - 1]) or (n + 1 < len(marks) and marks[n + 1])
        if not found or not has_neighbour or not isinstance(node, Element) or "marker" in node.attrs:
            continue
        is_below = found[1] == "+" and any(one and one[1] != "+" for one in marks[max(0, n - 6) : n])
        node.attrs |= {"marker": found[1], "style": f"mso-list:l0 level{2 if is_below else 1}"}
        node.cut(len(found[0]))
    return blocks


def bundled(blocks: list[Element | str]) -> list[Element | str]:
    """Paragraphs with a list's mark become its items, each level inside the item above it."""
    out: list[Element | str] = []
    stack: list[tuple[int, Element]] = []
    for node in blocks:
        told = _LIST.search(node.attrs.get("style", "")) if isinstance(node, Element) else None
        if not told or not isinstance(node, Element) or node.tag != "p":
            stack.clear()
            out.append(node)
            continue
        level, kind = int(told[2]), "ol" if _COUNTED.match(node.attrs.get("marker", "")) else "ul"
        while stack and (stack[-1][0] > level or (stack[-1][0] == level and stack[-1][1].tag != kind)):
            stack.pop()
        if not stack or stack[-1][0] < level:
            made = Element(kind, {}, [])
            if stack:
                _last_item(stack[-1][1]).add(made)
            else:
                out.append(made)
            stack.append((level, made))
        stack[-1][1].add(Element("li", {}, [Element("p", {}, node.children)]))
    return out


def _last_item(of: Element) -> Element:
    """The item that a deeper list belongs to."""
    last = of.children[-1]
    return last if isinstance(last, Element) else of
