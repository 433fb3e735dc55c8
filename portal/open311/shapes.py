"""The answers of GeoReport v2 as XML and JSON, made from the same rows."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from flask import Response

Row = Mapping[str, Any]
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}


def answer(form: str, root: str, each: str, rows: Sequence[Row], status: int = 200) -> Response:
    """A list of rows: a JSON array, or `<root><each>…`; empty values are empty elements and nulls."""
    if form == "json":
        body = json.dumps([dict(row) for row in rows], ensure_ascii=False)
    else:
        top = ElementTree.Element(root)
        for row in rows:
            _fill(ElementTree.SubElement(top, each), row)
        body = _written(top)
    return Response(body, status, content_type=TYPES[form])


def single(form: str, root: str, row: Row) -> Response:
    """One row alone, as the discovery and definitions are told."""
    if form == "json":
        return Response(json.dumps(dict(row), ensure_ascii=False), content_type=TYPES[form])
    top = ElementTree.Element(root)
    _fill(top, row)
    return Response(_written(top), content_type=TYPES[form])


def _fill(element: ElementTree.Element, row: Row) -> None:
    for name, value in row.items():
        _say(ElementTree.SubElement(element, name), name, value)


def _say(child: ElementTree.Element, name: str, value: Any) -> None:
    if isinstance(value, Mapping):
        _fill(child, value)
    elif isinstance(value, list):
        each = name.removesuffix("s")
        for one in value:
            _say(ElementTree.SubElement(child, each), each, one)
    elif value is not None:
        child.text = _UNWRITABLE.sub("", str(value).lower() if isinstance(value, bool) else str(value))


def _written(top: ElementTree.Element) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(top, encoding="unicode")
