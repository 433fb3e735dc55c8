"""What an XML parser says of an export or a feed, as entries, a line of JSON each; part of `feed_reader`."""

import json
import re
from html import escape
from typing import TextIO

from portal.core.feed_dates import moment
from portal.core.sheet_text import Unreadable

MOST_ENTRIES, DEEPEST, LONGEST = 20_000, 60, 1_000_000
ATOM, CONTENT, MEDIA = (
    "http://www.w3.org/2005/Atom",
    "http://purl.org/rss/1.0/modules/content/",
    "http://search.yahoo.com/mrss/",
)
_WP = re.compile(r"http://wordpress\.org/export/[0-9.]{1,8}/(excerpt/)?")
_INLINE = frozenset(["br", "hr", "img"])


class Reading:
    """What the parser says, as entries."""

    def __init__(self, target: TextIO) -> None:
        self.kind, self.site, self.title = "", "", ""
        self.count = 0
        self._target = target
        self._is_told = False
        self._stack: list[str] = []
        self._entry: dict[str, object] | None = None
        self._meta: dict[str, str] = {}
        self._text: list[str] = []
        self._size = 0
        self._markup = 0  # depth at which an XHTML text began

    def begin(self, name: str, told: dict[str, str]) -> None:
        """A tag opens."""
        uri, _, tag = name.rpartition(" ")
        if len(self._stack) >= DEEPEST:
            raise Unreadable("deep")
        if not self._stack:
            self.kind = {"rss": "rss", "RDF": "rss", "feed": "atom"}.get(tag, "")
            if not self.kind:
                raise Unreadable("kind")
        self._stack.append(tag)
        if self._markup:
            self._open(tag, told)
            return
        self._text, self._size = [], 0
        if tag in {"item", "entry"} and self._entry is None:
            self._start()
        elif self._entry is not None:
            self._points(uri, tag, told)
        elif tag == "link" and uri == ATOM and told.get("rel", "alternate") == "alternate":
            self.site = self.site or told.get("href", "")

    def _start(self) -> None:
        self.count += 1
        if self.count > MOST_ENTRIES:
            raise Unreadable("entries", most=MOST_ENTRIES)
        self.head()
        self._entry, self._meta = {"topics": [], "number": self.count}, {}

    def head(self) -> None:
        """Say what the file is; once."""
        if not self._is_told:
            self._is_told = True
            self._write({"kind": self.kind, "site": self.site[:1000], "title": self.title[:300]})

    def _points(self, uri: str, tag: str, told: dict[str, str]) -> None:
        """What an entry says in attributes."""
        entry = self._entry or {}
        if tag == "link" and uri == ATOM and told.get("rel", "alternate") == "alternate":
            entry.setdefault("link", told.get("href", "").strip())
        elif tag == "category":
            self._meta["domain"] = told.get("domain", "")
            if told.get("term") or told.get("label"):
                self._topic(told.get("label") or told["term"])
        elif tag in {"enclosure", "content", "thumbnail"} and told.get("url") and (uri == MEDIA or not uri):
            is_image = tag == "thumbnail" or "image" in f"{told.get('type', '')}{told.get('medium', '')}"
            if is_image:
                entry.setdefault("image", told["url"].strip())
        if tag in {"content", "summary"} and uri == ATOM:
            entry[f"{tag}_is"] = told.get("type", "text")
            self._markup = len(self._stack) if told.get("type") == "xhtml" else 0

    def _topic(self, said: str) -> None:
        topics = (self._entry or {}).get("topics")
        if isinstance(topics, list) and said.strip() and len(topics) < 30:
            topics.append(said.strip()[:80])

    def _open(self, tag: str, told: dict[str, str]) -> None:
        kept = "".join(f' {n}="{escape(v)}"' for n, v in told.items() if n in {"href", "src", "alt"})
        self.words(f"<{tag}{kept}>", is_markup=True)

    def words(self, said: str, *, is_markup: bool = False) -> None:
        """Signs between tags."""
        self._size += len(said)
        if self._size > LONGEST:
            raise Unreadable("long")
        self._text.append(escape(said, quote=False) if self._markup and not is_markup else said)

    def end(self, name: str) -> None:
        """A tag closes."""
        uri, _, tag = name.rpartition(" ")
        depth = len(self._stack)
        self._stack.pop()
        if self._markup and depth > self._markup:
            if tag not in _INLINE:
                self.words(f"</{tag}>", is_markup=True)
            return
        self._markup = 0
        said, self._text = "".join(self._text), []
        if self._entry is None:
            if tag == "title" and depth <= 3:
                self.title = self.title or said.strip()
            elif tag == "link" and depth <= 3:
                self.site = self.site or said.strip()
            elif _WP.match(uri) and tag == "wxr_version":
                self.kind = "wxr"
            return
        if tag in {"item", "entry"} and "item" not in self._stack and "entry" not in self._stack:
            self._write(self._entry)
            self._entry = None
        else:
            self._part(uri, tag, said)

    def _part(self, uri: str, tag: str, said: str) -> None:
        entry = self._entry or {}
        wp = _WP.match(uri)
        if wp and wp.group(1):
            entry["summary"] = said
        elif wp:
            self._of_wordpress(entry, tag, said.strip())
        elif tag == "encoded" and uri == CONTENT:
            entry["body"] = said
        elif tag in {"pubDate", "published", "date"} or (tag == "updated" and not entry.get("at")):
            entry["at"] = moment(said)
        elif tag == "category" and self._meta.get("domain", "") in {"", "category", "post_tag"}:
            self._topic(said)
        elif tag == "content" and uri == ATOM:
            entry["body"] = said
        elif tag in {"title", "link", "guid", "id", "description", "summary"} and uri != MEDIA:
            entry.setdefault(tag, said if tag in {"description", "summary"} else said.strip())

    def _of_wordpress(self, entry: dict[str, object], tag: str, said: str) -> None:
        if tag == "post_date_gmt" and not said.startswith("0000"):
            entry["at"] = moment(said)
        elif tag in {"post_id", "post_type", "status", "attachment_url", "post_password", "post_name"}:
            entry[tag] = bool(said) if tag == "post_password" else said
        elif tag == "meta_key":
            self._meta["key"] = said
        elif tag == "meta_value" and self._meta.get("key") in {"_thumbnail_id", "_wp_attachment_image_alt"}:
            entry[self._meta["key"]] = said

    def _write(self, told: dict[str, object]) -> None:
        self._target.write(json.dumps(told, ensure_ascii=False) + "\n")
