"""An entry of an export or a feed as the draft that would come of it: its text, what is lost.

Pictures and papers stand in the text under addresses of our own that do not exist yet (`addresses.settled`).
"""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import urlsplit

import nh3

from portal.core import sanitize
from portal.core.feeds import Entry
from portal.core.search import tidy
from portal.newsroom.arriving.addresses import Referred, host_of, key, whole
from portal.newsroom.arriving.models import Sort
from portal.newsroom.arriving.wordpress import Attached, opened
from portal.newsroom.writing import pasting
from portal.newsroom.writing.tree import Element, grown

LONGEST_TITLE, LONGEST_SUMMARY = 200, 300
PAPERS = (".pdf", ".docx", ".xlsx")
OLD_PAPERS = (".doc", ".xls", ".ppt", ".pptx", ".zip", ".rar", ".rtf")
_READ = sanitize.TAGS | {"h1", "h5", "h6", "div", "span", "font", "center"}
_NUMBERED = re.compile(r"\bwp-image-(\d+)\b")


@dataclass
class Shaped:
    """What would come of an entry; `skip` says why nothing would."""

    source_key: str
    title: str
    address: str
    published_at: dt.datetime | None
    summary: str = ""
    body: str = ""
    kind: str = "announcement"
    topics: list[str] = field(default_factory=list)
    refers: list[Referred] = field(default_factory=list)
    notes: dict[str, object] = field(default_factory=dict)
    skip: str = ""

    @property
    def digest(self) -> str:
        """Of what it says."""
        return hashlib.sha256("\x1f".join((self.title, self.summary, self.body)).encode()).hexdigest()


def shaped(entry: Entry, site: str, library: Mapping[str, Attached]) -> Shaped:
    """The draft of an entry."""
    title = tidy(unescape(nh3.clean(str(entry.get("title", "")), tags=set())))
    address = whole(site, str(entry.get("link") or ""))
    at = dt.datetime.fromisoformat(entry["at"]) if entry.get("at") else None
    told = Shaped(_source_key(entry, site, title), title, address, at)
    told.skip = _no_article(entry, title)
    if told.skip:
        return told
    if len(title) > LONGEST_TITLE:
        told.title, told.notes["title_cut"] = title[: LONGEST_TITLE - 1] + "…", 1
    told.kind = "page" if entry.get("post_type") == "page" else "announcement"
    told.topics = list(dict.fromkeys(tidy(one) for one in entry.get("topics", []) if tidy(one)))[:10]
    _fill(told, entry, site, library)
    return told


def _source_key(entry: Entry, site: str, title: str) -> str:
    """Known by the id that both the export and the feed of a site tell, so that neither brings it twice."""
    told = str(entry.get("guid") or entry.get("id") or entry.get("link") or "")
    bare = re.sub(r"^https?://(www\.)?", "", told) if told else hashlib.sha256(title.encode()).hexdigest()
    return f"{host_of(site)}#{bare}"[:400]


def _no_article(entry: Entry, title: str) -> str:
    if entry.get("post_type", "post") not in {"post", "page"}:
        return "type"
    if entry.get("status", "publish") != "publish":
        return "unpublished"
    if entry.get("post_password"):
        return "protected"
    return "" if title else "no_title"


def _fill(told: Shaped, entry: Entry, site: str, library: Mapping[str, Attached]) -> None:
    said = str(entry.get("body") or entry.get("content") or "")
    short = str(entry.get("summary") or entry.get("description") or "")
    if not said.strip() and short.strip():
        said, told.notes["only_summary"] = short, 1
    if entry.get("content_is") == "text" and said == entry.get("body"):
        said = escape(said)
    if len(said) > sanitize.LONGEST:
        told.skip = "long"
        return
    html, lost = opened(said, library)
    root = _tree(html)
    _pictures(told, root, told.address or site, library)
    _lead(told, root, entry, site, library)
    _links(told, root, told.address or site, lost)
    told.body = sanitize.clean(pasting.tidied(root.inner()))
    if lost:
        told.notes["lost"] = dict(lost)
    words = tidy(root.text())
    if not words and not told.refers:
        told.skip = "empty"
    told.summary = _shortened(tidy(_tree(short).text()) or words)


def _tree(html: str) -> Element:
    attributes = {"a": {"href"}, "img": {"src", "data-src", "data-lazy-src", "alt", "class", "width"}}
    attributes |= {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
    read = nh3.clean(html, tags=set(_READ), attributes=attributes, link_rel=None, strip_comments=True)
    return grown(read.replace("\u00a0", " "))


def _pictures(told: Shaped, root: Element, base: str, library: Mapping[str, Attached]) -> None:
    """Each picture in its largest form known, with the words that describe it; counting dots go."""
    for node in root.all("img"):
        attrs = node.attrs
        number = _NUMBERED.search(attrs.get("class", ""))
        known = library.get(number.group(1)) if number else None
        source = attrs.get("data-src") or attrs.get("data-lazy-src") or attrs.get("src", "")
        led = node.parent.attrs.get("href", "") if node.parent and node.parent.tag == "a" else ""
        if led and re.search(r"\.(?:jpe?g|png|webp)$", led, re.I) and node.parent:
            source = led
            node.parent.unwrap()
        address = whole(base, known.address if known else source)
        if not address or attrs.get("width") in {"0", "1"}:
            node.drop()
            continue
        alt = tidy(attrs.get("alt", "")) or (known.alt if known else "")
        _stand(told, node, address, alt)


def _stand(told: Shaped, node: Element, address: str, alt: str) -> None:
    node.attrs = {"src": f"{sanitize.MEDIA}{key(address)}"} | ({"alt": alt} if alt else {})
    if not alt:
        told.notes["no_alt"] = int(str(told.notes.get("no_alt", 0))) + 1
    told.refers.append(Referred(Sort.IMAGE, address, alt))


def _lead(told: Shaped, root: Element, entry: Entry, site: str, library: Mapping[str, Attached]) -> None:
    """The picture an entry was shown with comes first, unless the text holds it."""
    known = library.get(str(entry.get("_thumbnail_id", "")))
    address = whole(told.address or site, known.address if known else str(entry.get("image", "")))
    if not address or any(one.address == address for one in told.refers):
        return
    node = Element("img")
    root.children.insert(0, node)
    node.parent = root
    _stand(told, node, address, known.alt if known else "")


def _links(told: Shaped, root: Element, base: str, lost: Counter[str]) -> None:
    """Papers of the site come along; pages are asked for; what nobody could follow is words."""
    for node in root.all("a"):
        href = node.attrs.get("href", "").strip()
        if href.startswith(("mailto:", "tel:", "#")):
            continue
        address = whole(base, href)
        if not address:
            node.unwrap()
            continue
        path = urlsplit(address).path.lower()
        is_own = host_of(address) == host_of(base)
        if is_own and path.endswith(OLD_PAPERS):
            lost[path.rpartition(".")[2]] += 1
        if is_own and path.endswith(PAPERS):
            node.attrs["href"] = f"{sanitize.MEDIA}{key(address)}"
            told.refers.append(Referred(Sort.PAPER, address, tidy(node.text())[:200]))
        else:
            node.attrs["href"] = address
            told.refers.append(Referred(Sort.LINK, address))


def _shortened(words: str) -> str:
    """The first sentences, as long as a summary may be."""
    if len(words) <= LONGEST_SUMMARY:
        return words
    cut = words[: LONGEST_SUMMARY - 1]
    end = max(cut.rfind(". "), cut.rfind("! "), cut.rfind("? "))
    return cut[: end + 1] if end > 80 else cut.rpartition(" ")[0] + "…"
