"""The map of the site for search engines."""

import datetime as dt
from collections.abc import Sequence
from xml.etree import ElementTree as Xml  # noqa: S405 - only written here, never read

SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
Row = tuple[str, dt.datetime | None]


def written(rows: Sequence[Row]) -> bytes:
    """Addresses, each with its last change where one is known."""
    root = Xml.Element("urlset", {"xmlns": SPACE})
    for address, changed in rows:
        node = Xml.SubElement(root, "url")
        Xml.SubElement(node, "loc").text = address
        if changed is not None:
            Xml.SubElement(node, "lastmod").text = changed.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    made: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return made
