"""`?r=`: which message of ours an address was opened from.

It is taken off before anybody answers: a page is the same for everybody and is kept once (kept.py), and no
reference reaches a log. Who counts taps hears it.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from portal.core import soon

_REFERENCE = re.compile(r"(?:^|&)r=([0-9a-f]{16})(?=&|$)")
_heard: list[Callable[[str], None]] = []

Environ = dict[str, Any]


def on_opened(call: Callable[[str], None]) -> None:
    """Tell this of every reference that is opened."""
    if call not in _heard:
        _heard.append(call)


class Untraced:
    """The WSGI application that all others are behind."""

    def __init__(self, app: Flask) -> None:
        self._app, self._inner = app, app.wsgi_app

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """The answer to the address without its reference."""
        asked = environ.get("QUERY_STRING", "")
        if "r=" in asked and (found := _REFERENCE.search(asked)):
            environ["QUERY_STRING"] = _REFERENCE.sub("", asked).lstrip("&")
            if environ["REQUEST_METHOD"] == "GET":
                for call in _heard:
                    call(found[1])
                soon.begin(self._app)
        return self._inner(environ, start)


def set_up(app: Flask) -> None:
    """Around everything that answers."""
    app.wsgi_app = Untraced(app)  # type: ignore[assignment, method-assign]
