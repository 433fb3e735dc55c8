"""What an article refers to elsewhere: how it is called, how the text names it until it has come. Pure."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urldefrag, urljoin, urlsplit

from portal.newsroom.arriving.models import Sort

_PENDING = re.compile(r'<(img|a)((?: [a-z]+="[^"]*")*?) (?:src|href)="/media/([0-9a-f]{40})"([^>]*)>')


@dataclass(frozen=True)
class Referred:
    """Something that stands elsewhere: a picture, a paper, a page."""

    sort: Sort
    address: str
    alt: str = ""

    @property
    def key(self) -> str:
        """How the text names it until it has come."""
        return key(self.address)


def key(address: str) -> str:
    """An address as forty signs."""
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:40]


def host_of(address: str) -> str:
    """The site of an address, without `www.`; empty when there is none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def whole(base: str, told: str) -> str:
    """An address as it is called: joined to its page, https, no place in the page; empty when none."""
    try:
        joined = urldefrag(urljoin(base, told.strip())).url
        parts = urlsplit(joined)
    except ValueError:
        return ""
    if not told.strip() or parts.scheme not in {"http", "https"} or not parts.hostname or len(joined) > 1000:
        return ""
    port = parts.hostname in {"127.0.0.1", "localhost"}
    return joined if port else "https" + joined.removeprefix(parts.scheme)


def settled(body: str, there: Mapping[str, str], elsewhere: Mapping[str, str]) -> str:
    """The text with what has come: `there` maps keys to a picture's tag or a paper's address.

    A picture that did not come goes; a paper that did not come leads to where it is (`elsewhere`).
    """

    def put(hit: "re.Match[str]") -> str:
        tag, before, found, after = hit.groups()
        if tag == "a":
            return f'<a{before} href="{escape(there.get(found) or elsewhere.get(found, "#"))}"{after}>'
        if found not in there:
            return ""
        alt = re.search(r' alt="[^"]*"', before + after)
        return there[found].replace("<img", f"<img{alt.group(0) if alt else ''}", 1)

    return _PENDING.sub(put, body)
