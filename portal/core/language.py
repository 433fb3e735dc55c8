"""In which language a page speaks: Vietnamese, unless this browser asked for another one.

The choice is one small cookie, set only when somebody asks; whoever has none shares the kept pages of all.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import has_request_context, request
from flask_babel import force_locale, gettext
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from werkzeug.http import parse_cookie

from portal.core.sanitize import own_words

COOKIE = "ngon-ngu"
FIRST = "vi"
NAMES = {FIRST: "Tiếng Việt", "en": "English"}
A_YEAR = 365 * 24 * 3600


_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def chosen() -> str:
    """The language of this answer."""
    return _spoken.get() or (of(request.environ) if has_request_context() else FIRST)


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Speak this language meanwhile, whatever the browser asked for."""
    before = _spoken.set(name)
    try:
        with force_locale(name):
            yield
    finally:
        _spoken.reset(before)


def of(environ: Mapping[str, Any]) -> str:
    """The language a WSGI request asks for."""
    cookies = environ.get("HTTP_COOKIE", "")
    told = parse_cookie(cookies).get(COOKIE, "") if COOKIE in cookies else ""
    return told if told in NAMES else FIRST


def other() -> str:
    """The language that the switch in the footer leads to."""
    return next(name for name in NAMES if name != chosen())


def of_data(text: str | None = None) -> str | None:
    """`lang` of what is Vietnamese on a page that is not: names, news, and `text` that has no translation."""
    is_plain = chosen() == FIRST or (text is not None and said(text) != text)
    return None if is_plain else FIRST


def said(text: str | None) -> str:
    """A sentence of a `messages` or `forms` room as this page says it; what no catalogue knows stays."""
    if not text or chosen() == FIRST:
        return str(text or "")
    return str(gettext(str(text)))


@pass_eval_context
def in_template(context: EvalContext, text: str, /, **values: Any) -> str:
    """`_("...")` of a template: its own words in the first language, with no catalogue asked.

    A page says a hundred; to look for the catalogue of each took a third of all it costs (measured).
    """
    told = text if chosen() == FIRST else gettext(text)
    shown = own_words(told) if context.autoescape else told
    return shown % values if "%" in told else shown


def own_path(told: str) -> str:
    """The path of ours that was named; home when it is none, so that nobody is led elsewhere."""
    is_ours = told.startswith("/") and not told.startswith(("//", "/ngon-ngu/"))
    return told if is_ours and "\\" not in told and told.isprintable() and len(told) <= 2000 else "/"
