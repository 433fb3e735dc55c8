"""Editors' HTML made safe: the one place of the product that declares text to be markup (R18)."""

import re
import unicodedata
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from markupsafe import Markup

from portal.core import pictures

# Nothing of svg, math, forms, frames or raw text: each published way past either cleaner needed one of them.
TEXT_TAGS = ["a", "b", "br", "em", "i", "p", "s", "strong", "sub", "sup", "u"]
BLOCK_TAGS = ["blockquote", "figcaption", "figure", "h2", "h3", "h4", "hr", "img", "li", "ol", "ul"]
TABLE_TAGS = ["caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"]
TAGS = frozenset([*TEXT_TAGS, *BLOCK_TAGS, *TABLE_TAGS])
ATTRIBUTES = {
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "width", "height", "loading"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
}
SCHEMES = frozenset({"https", "mailto", "tel"})
MEDIA = "/media/"
REL = "noopener noreferrer"
LONGEST = 400_000  # signs; an article has a few thousand
# Beyond these, a parser may take minutes for one page (measured); an article has a tenth of them.
MOST_TAGS, MOST_ENTITIES, DEEPEST = 2_400, 20_000, 40
ROUNDS = 4

_TAG = re.compile(r"<(/?)([a-zA-Z]+)")
_CLOSED_BY_THE_NEXT = frozenset(["p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "br", "hr", "img"])
_WHOLE = re.compile(r"[0-9]{1,4}")
_BREAKS = re.compile(r"&nbsp;|\u00a0")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOTHING_TO_SHOW = re.compile(r'<img(?: (?:alt|width|height|loading)="[^"]*")*>')  # its address was refused
_BAD_IN_URL = re.compile(r"[\x00-\x20\x7f\\]")


def cleaned(text: str | None, mark: pictures.Mark | None = None) -> Markup:
    """The harmless part of a text, its pictures in the size that fits; the `cleaned` filter of templates.

    `mark` makes addresses of pictures fit for where the text is shown.
    """
    return Markup(pictures.offered(clean(text or ""), mark))  # noqa: S704 - this module is the gate


@lru_cache(maxsize=256)
def clean(text: str) -> str:
    """The allowed part of an HTML text, remembered by content.

    One round is enough for honest text. What still changes after a few was built to confuse parsers and is
    kept as plain words, as is anything our own reading of the result finds that should not be there.
    """
    if _is_monstrous(text):
        return _plain(text)
    before = text
    for _ in range(ROUNDS):
        after = _once(before)
        if after == before:
            return after if _is_ours(after) else _plain(text)
        before = after
    return _plain(text)


def _is_monstrous(text: str) -> bool:
    """Longer, deeper or fuller of tags than anything an editor writes; told without parsing it."""
    if len(text) > LONGEST or text.count("<") > MOST_TAGS or text.count("&") > MOST_ENTITIES:
        return True
    depth = 0
    for closing, name in _TAG.findall(text):
        if name.lower() not in _CLOSED_BY_THE_NEXT:
            depth = max(0, depth - 1) if closing else depth + 1
        if depth > DEEPEST:
            return True
    return False


def _once(text: str) -> str:
    """nh3 drops scripts with their text, bleach reads with another parser, nh3 is the last gate.

    Entities are text only after the first parse, so composing letters and easing no-break spaces is done
    once more behind it; never behind the last gate.
    """
    import bleach  # noqa: PLC0415 - 4 MB for who cleans texts, not for who only speaks our own

    first = _eased(_nh3(_eased(text)))
    second = bleach.clean(
        first, tags=TAGS, attributes=_bleach_attributes, protocols=SCHEMES, strip=True, strip_comments=True
    )
    return _NOTHING_TO_SHOW.sub("", _nh3(second))


def _eased(text: str) -> str:
    plain = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BREAKS.sub(" ", unicodedata.normalize("NFC", plain))


def _nh3(text: str) -> str:
    import nh3  # noqa: PLC0415 - as above

    return nh3.clean(
        text,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_kept,
        url_schemes=set(SCHEMES),
        set_tag_attribute_values={"img": {"loading": "lazy"}},
        link_rel=REL,
        strip_comments=True,
    )


def _bleach_attributes(tag: str, name: str, value: str) -> bool:
    return name in ATTRIBUTES.get(tag, ()) or (tag, name) == ("a", "rel")


def _kept(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute as it may stay, or None."""
    if name == "href":
        return value if is_good_link(value) else None
    if name == "src":
        return value if value.startswith(MEDIA) and is_good_link(value) else None
    if name in {"width", "height", "colspan", "rowspan"}:
        return value if _WHOLE.fullmatch(value) else None
    if name == "loading":
        return value if value == "lazy" else None
    if name == "scope":
        return value if value in {"row", "col"} else None
    return value


def is_good_link(url: str) -> bool:
    """Whole addresses of the allowed schemes, or a path of our own; no `//host`, no backslash, no space."""
    if _BAD_IN_URL.search(url) or url.startswith("//"):
        return False
    if url.startswith(("/", "#")):
        return "/.." not in url
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(parts.hostname) and "@" not in parts.netloc
    return parts.scheme in SCHEMES and not parts.netloc


class _Reading(HTMLParser):
    """Reads a result with a third parser and counts what should not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.is_ours = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = ATTRIBUTES.get(tag, frozenset())
        for name, value in attrs:
            is_rel = (tag, name, value) == ("a", "rel", REL)
            self.is_ours &= is_rel or (name in allowed and _kept(tag, name, value or "") is not None)
        self.is_ours &= tag in TAGS

    def handle_comment(self, data: str) -> None:
        self.is_ours = False

    def handle_decl(self, decl: str) -> None:
        self.is_ours = False

    def handle_pi(self, data: str) -> None:
        self.is_ours = False

    def unknown_decl(self, data: str) -> None:
        self.is_ours = False


def _is_ours(text: str) -> bool:
    reading = _Reading()
    reading.feed(text)
    reading.close()
    return reading.is_ours


def _plain(text: str) -> str:
    """The words alone: with no sign of markup left in it, nothing is ever read as markup again."""
    return _eased(re.sub(r"[<>&]+", " ", text[:LONGEST]))


@lru_cache(4096)
def own_words(text: str) -> Markup:
    """A sentence of our own templates or of its translation; never what people wrote."""
    return Markup(text)  # noqa: S704 - see above
