"""An address of every rule, for tests that walk over all of them."""

import uuid
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

KNOWN: dict[str, Any] = {"UUIDConverter": uuid.UUID(int=1), "IntegerConverter": 1}


def address(app: Flask, rule: Rule, word: str = "1.000001") -> str:
    """A rule filled in: ids that nothing has, the first of listed words, else `word`."""
    values: dict[str, Any] = dict(rule.defaults or {})
    for name, made in rule._converters.items():
        kind = type(made).__name__
        listed = sorted(getattr(made, "items", ())) if kind == "AnyConverter" else []
        values[name] = listed[0] if listed else KNOWN.get(kind, word)
    return app.url_map.bind("localhost").build(rule.endpoint, values)
