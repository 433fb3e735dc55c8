"""Text pasted from Word and its like in the few tags an article has: headings, lists and tables stay.

The browser does the same before it shows a paste (static/editor/paste.js); here it is done for whatever comes
another way. The tests hold both against the same documents. What comes out is not yet safe: core/sanitize.py
is the gate behind.
"""

import re
import unicodedata

import nh3

from portal.core import sanitize
from portal.newsroom.writing.shapes import bundled, dashed, headed, is_bold
from portal.newsroom.writing.tree import Element, grown

_FOREIGN = re.compile(
    r"mso-|class=[\"']?Mso|docs-internal-guid|<(?:h1|h5|h6|div|span|font|center|o:p|caption)\b",
    re.IGNORECASE,
)
_READ = sanitize.TAGS | {"h1", "h5", "h6", "div", "span", "font", "center"}
_LETTERHEAD = re.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA|Nơi nhận\s*:", re.IGNORECASE)
BLOCKS = frozenset(["p", "h2", "h3", "h4", "ul", "ol", "table", "blockquote", "hr", "figure", "img", "div"])


def tidied(html: str) -> str:
    """The same text in an article's tags; what was written in our editor comes back as it was."""
    composed = unicodedata.normalize("NFC", html)
    if len(composed) > sanitize.LONGEST or not _FOREIGN.search(composed):
        return composed
    marked = re.sub(r"</?o:p\b[^>]*>|<\?xml[^>]*>", "", composed, flags=re.IGNORECASE)
    read = nh3.clean(
        marked,
        tags=set(_READ),
        attributes={"*": {"style", "class", "role", "aria-level"}}
        | {tag: set(names) for tag, names in sanitize.ATTRIBUTES.items()},
        url_schemes=set(sanitize.SCHEMES),
        link_rel=None,
        strip_comments=True,
    )
    root = grown(read.replace("\u00a0", " "))
    for step in (_dress, _unwrap, _flatten, _number, _loosen, _tables, _tight):
        step(root)
    root.children = bundled(dashed(headed(_blocks(root))))
    return root.inner()


def _dress(root: Element) -> None:
    """Bold and italic said by style become tags; bold that says it is not bold is nothing."""
    for node in root.walk():
        style = node.attrs.get("style", "").replace(" ", "").lower()
        if node.tag == "b" and "font-weight:normal" in style:
            node.tag = "span"
        if node.tag != "span":
            continue
        if re.search(r"font-weight:(?:bold|[6-9]00)", style):
            node.tag = "strong"
        elif "font-style:italic" in style:
            node.tag = "em"
        elif "vertical-align:super" in style:
            node.tag = "sup"


def _unwrap(root: Element) -> None:
    """Marks of lists are told to their paragraph and go; so do anchors without an address."""
    for node in list(root.walk()):
        if "mso-list:ignore" in node.attrs.get("style", "").replace(" ", "").lower() and node.parent:
            holder = node.parent
            while holder.parent and holder.tag not in {"p", "h1", "h2", "h3", "h4", "li"}:
                holder = holder.parent
            holder.attrs["marker"] = node.text()
            node.drop()
        elif node.tag == "a" and not sanitize.is_good_link(node.attrs.get("href", "")):
            node.unwrap()
        elif node.tag == "img" and not node.attrs.get("src", "").startswith(sanitize.MEDIA):
            node.drop()
        elif node.tag in {"span", "font"}:
            node.unwrap()


def _flatten(root: Element) -> None:
    """The letterhead and the signatures of official papers are tables for the eye only."""
    for table in root.all("table"):
        if not _LETTERHEAD.search(table.text()) or not table.parent:
            continue
        cells = table.all("td", "th")
        table.replace([child for cell in cells for child in cell.children])


def _number(root: Element) -> None:
    """The page has the first heading itself, so the text begins with the second."""
    for node in root.all("p"):
        if node.attrs.get("role") == "heading" and node.attrs.get("aria-level", "") in set("123456"):
            node.tag = "h" + node.attrs["aria-level"]
    heads = root.all(*(f"h{n}" for n in range(1, 7)))
    down = 1 if any(node.tag == "h1" for node in heads) else 0
    for node in heads:
        node.tag = f"h{min(4, max(2, int(node.tag[1]) + down))}"
        if not node.text().strip():
            node.drop()
    for node in root.walk():
        if node.tag == "p" and re.search(r"\bMsoTitle\b", node.attrs.get("class", "")):
            node.tag = "h2"


def _loosen(root: Element) -> None:
    """Lists that tell the level of each item (Google Docs, Word on the web) are made anew."""
    for told in root.all("ul", "ol"):
        if told.is_within("li", "ul", "ol"):
            continue
        items = told.all("li")
        if any("aria-level" in item.attrs for item in items):
            told.replace([_loose(item) for item in items])
    for told in root.all("ul", "ol"):
        if told.parent and told.parent.tag in {
            "ul",
            "ol",
        }:  # a list inside a list belongs to the item before it
            at = next(n for n, one in enumerate(told.parent.children) if one is told)
            before = [
                one for one in told.parent.children[:at] if isinstance(one, Element) and one.tag == "li"
            ]
            if before:
                told.drop()
                before[-1].add(told)


def _loose(item: Element) -> Element:
    """An item as the paragraph it would be in Word."""
    kind = item.parent.tag if item.parent else "ul"
    for deeper in item.all("ul", "ol"):
        deeper.drop()
    for inner in item.all("p", "div"):
        inner.unwrap()
    told = {
        "style": f"mso-list:l0 level{item.attrs.get('aria-level', '1')}",
        "marker": "1." if kind == "ol" else "•",
    }
    return Element("p", told, item.children)


def _tables(root: Element) -> None:
    """A first row that is all bold names the columns; a caption stands before its table."""
    for table in root.all("table"):
        for caption in table.all("caption"):
            caption.drop()
            table.before(Element("p", {}, [Element("strong", {}, caption.children)]))
        rows = table.all("tr")
        if len(rows) < 2 or table.holds("th"):
            continue
        cells = [node for node in rows[0].children if isinstance(node, Element)]
        if len(cells) > 1 and all(is_bold(cell) for cell in cells):
            for cell in cells:
                cell.tag = "th"
                for bold in cell.all("b", "strong"):
                    bold.unwrap()


def _tight(root: Element) -> None:
    """Empty paragraphs were space, which is the stylesheet's affair."""
    for node in list(root.walk()):
        if (
            node.tag in {"p", "div", "strong", "b", "em", "i", "u"}
            and not node.text().strip()
            and not node.holds("img", "br")
        ):
            node.unwrap() if node.text() and node.tag not in {"p", "div"} else node.drop()
        elif node.tag == "p" and node.parent and not node.text().strip() and not node.holds("img"):
            node.drop()


def _blocks(root: Element) -> list[Element | str]:
    """The text as a row of blocks: boxes around blocks are opened, loose words get a paragraph."""
    out: list[Element | str] = []
    loose: list[Element | str] = []

    def settle() -> None:
        if any(
            (one if isinstance(one, str) else one.text()).strip() or isinstance(one, Element) for one in loose
        ):
            out.append(Element("p", {}, list(loose)))
        loose.clear()

    for child in root.children:
        if isinstance(child, Element) and child.tag in {"div", "center"}:
            settle()
            out += _blocks(child)
        elif isinstance(child, Element) and child.tag in BLOCKS:
            settle()
            out.append(child)
        elif isinstance(child, Element) and child.holds(*BLOCKS):
            settle()
            out += _blocks(child)
        else:
            loose.append(child)
    settle()
    return out
