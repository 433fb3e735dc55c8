"""Announcements as an Atom feed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Xml  # noqa: S405 - only written here, never read

SPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Entry:
    """One announcement as feed readers see it."""

    id: str
    title: str
    summary: str
    body: str
    href: str
    category: str
    published: dt.datetime
    updated: dt.datetime


def atom(title: str, home: str, address: str, author: str, entries: Sequence[Entry]) -> bytes:
    """The feed; its age is that of its newest entry, so that the same entries give the same bytes."""
    root = Xml.Element("feed", {"xmlns": SPACE, "xml:lang": "vi"})
    newest = max((entry.updated for entry in entries), default=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    _texts(root, title=title, id=home, updated=_stamp(newest))
    Xml.SubElement(root, "link", {"rel": "self", "href": address})
    Xml.SubElement(root, "link", {"rel": "alternate", "href": home})
    _texts(Xml.SubElement(root, "author"), name=author)
    for entry in entries:
        _add(root, entry)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(root: Xml.Element, entry: Entry) -> None:
    node = Xml.SubElement(root, "entry")
    _texts(node, title=entry.title, id=entry.id, summary=entry.summary)
    _texts(node, published=_stamp(entry.published), updated=_stamp(entry.updated))
    Xml.SubElement(node, "link", {"rel": "alternate", "href": entry.href})
    Xml.SubElement(node, "category", {"term": entry.category})
    Xml.SubElement(node, "content", {"type": "html"}).text = entry.body


def _texts(node: Xml.Element, **texts: str) -> None:
    for name, text in texts.items():
        Xml.SubElement(node, name).text = text


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
