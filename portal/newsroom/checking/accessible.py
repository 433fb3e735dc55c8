"""Whether everybody can read an article: images, headings, links, tables, language (WCAG 2.1 AA); pure."""

import re
from collections.abc import Iterator

from portal.core.search import fold
from portal.newsroom.checking.findings import Fault, Finding, about
from portal.newsroom.writing.tree import Element

LONGEST_ALT = 200
VAGUE = frozenset(
    (  # noqa: SIM905 - a list of words reads better so
        "tai day|o day|day|xem|xem them|xem tai day|xem chi tiet|chi tiet|bam vao day|nhan vao day|click|"
        "them|click vao day|click here|here|link|lien ket|tai ve|tai xuong|download|"
        "doc them|tiep|more|read more"
    ).split("|")
)
_FILE = re.compile(
    r"^[\w\s()-]+\.(?:jpe?g|png|gif|webp|bmp|heic)$|^(?:img|dsc|image|screenshot|anh)[\s_-]*\d*$", re.I
)
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S{25,}$", re.I)
_MARKED = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I)
UNMARKED = 10  # words in a row without a single Vietnamese mark: another language, or marks were lost


def faults(root: Element) -> Iterator[Finding]:
    """Every fault of the article, by kind."""
    yield from images(root)
    yield from headings(root)
    yield from links(root)
    yield from tables(root)
    yield from language(root)


def images(root: Element) -> Iterator[Finding]:
    """Each picture is described in a sentence, or marked as decoration by an empty description."""
    for node in root.all("img"):
        alt = node.attrs.get("alt")
        inside = next((one for one in _above(node) if one.tag == "a"), None)
        if alt is None or (not alt.strip() and inside is not None and not inside.text().strip()):
            yield about(Fault.IMAGE_WITHOUT_ALT, node.attrs.get("src", "").rsplit("/", 1)[-1])
        elif _says_nothing(alt.strip(), node.attrs.get("src", "")):
            yield about(Fault.IMAGE_WITH_FILE_NAME, alt)
        elif len(alt) > LONGEST_ALT:
            yield about(Fault.IMAGE_ALT_LONG, alt)


def _says_nothing(alt: str, src: str) -> bool:
    """A file's name or a lone sign instead of a description."""
    is_name = bool(_FILE.match(alt)) or alt == src.rsplit("/", 1)[-1]
    return bool(alt) and (is_name or not re.search(r"\w", alt))


def headings(root: Element) -> Iterator[Finding]:
    """Headings say something, and go down one step at a time from the page's own."""
    last = 1
    for node in root.all("h2", "h3", "h4"):
        level, said = int(node.tag[1]), named(node)
        if not said:
            yield about(Fault.HEADING_EMPTY)
            continue
        if level > last + 1:
            yield about(Fault.HEADING_SKIPS, said)
        last = level
    for node in root.all("p"):
        said = " ".join(node.text().split())
        is_bold = bool(said) and not node.text(frozenset({"b", "strong"})).strip()
        if (
            is_bold
            and len(said) <= 80
            and not said.endswith((".", "!", ":", ";", ","))
            and not _in_cell(node)
        ):
            yield about(Fault.HEADING_FAKED, said)


def links(root: Element) -> Iterator[Finding]:
    """Links say where they lead by themselves, and the same words always lead to the same place."""
    led: dict[str, str] = {}
    for node in root.all("a"):
        said, href = named(node), node.attrs.get("href", "")
        folded = " ".join(fold(said).split())
        if not re.search(r"\w", said):
            yield about(Fault.LINK_EMPTY, href)
        elif folded in VAGUE or _ADDRESS.match(said):
            yield about(Fault.LINK_VAGUE, said)
        elif led.setdefault(folded, href) != href:
            yield about(Fault.LINK_SAME_WORDS, said)


def tables(root: Element) -> Iterator[Finding]:
    """A table of data has a row or a column of names, each of them with words and with cells to name."""
    for node in root.all("table"):
        heads = node.all("th")
        if not heads:
            yield about(Fault.TABLE_WITHOUT_HEAD, node.text())
        elif not node.all("td") or any(not named(head) and not _is_corner(head) for head in heads):
            yield about(Fault.TABLE_HEAD_EMPTY, node.text())


def language(root: Element) -> Iterator[Finding]:
    """Long passages without a single Vietnamese mark are read aloud wrong; so are passages in capitals."""
    for node in root.all("p", "li", "h2", "h3", "h4", "td", "th"):
        if node.holds("p", "li"):
            continue
        words = [word for word in node.text().split() if word.isalpha()]
        if len(words) >= UNMARKED and not _MARKED.search(node.text()):
            yield about(Fault.LANGUAGE, node.text())
        elif len(words) >= UNMARKED and all(word.isupper() for word in words):
            yield about(Fault.SHOUTING, node.text())


def named(node: Element) -> str:
    """What somebody who hears the page is told: words, and descriptions of the pictures inside."""
    alts = [one.attrs.get("alt", "") for one in node.all("img")]
    return " ".join(" ".join([node.text(), *alts]).split())


def _above(node: Element) -> Iterator[Element]:
    one = node.parent
    while one is not None:
        yield one
        one = one.parent


def _in_cell(node: Element) -> bool:
    return node.is_within("td", "th", "li", "blockquote")


def _is_corner(head: Element) -> bool:
    """The empty first cell of a table that has names both above and beside."""
    row = head.parent
    if row is None or row.parent is None:
        return False
    rows = [one for one in row.parent.children if isinstance(one, Element)]
    cells = [one for one in row.children if isinstance(one, Element)]
    return rows[0] is row and cells[0] is head and any(one.holds("th") for one in rows[1:])
