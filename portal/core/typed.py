"""What people send, without the one sign that no database text can hold: NUL (U+0000)."""

from collections.abc import Iterable
from typing import Any

from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import BaseConverter, UnicodeConverter

NUL = "\0"


class Values(ImmutableMultiDict[str, Any]):
    """Fields of a query or form, and files; NUL is left out of text: a bad paste costs nobody theirs."""

    def __init__(self, pairs: Any = ()) -> None:
        items: Iterable[tuple[str, Any]] = pairs.items(multi=True) if hasattr(pairs, "items") else pairs or ()
        super().__init__([(_clean(name), _clean(value)) for name, value in items])


def _clean(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value


class Part(UnicodeConverter):
    """A part of an address; with NUL in it, it is nobody's address."""

    regex = "[^/\0]+"

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.regex = self.regex.replace("[^/]", "[^/\0]")


def set_up(app: Flask) -> None:
    """Before the routes are made: addresses and values are read this way."""
    kind = app.request_class
    app.request_class = type(kind.__name__, (kind,), {"parameter_storage_class": Values})
    parts: dict[str, type[BaseConverter]] = {"default": Part, "string": Part}
    app.url_map.converters.update(parts)
