"""The one reader of JSON that strangers send: nothing odd gets in, one clear complaint comes out (R13)."""

import json
import re
import unicodedata
from typing import Any

from portal.core.errors import Malformed

DEPTH = 8
LONGEST = 20_000  # signs in one string
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)  # an open one ends at the end: no retry
_BRACKET = re.compile(rb"[\[\]{}]")
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


def read(raw: bytes, *, depth: int = DEPTH) -> Any:
    """The value in `raw`, strings in NFC.

    Raises Malformed for anything but plain UTF-8 JSON: other encodings, double keys, NaN, deep nesting,
    NUL, lone surrogates, over-long strings or numbers.
    """
    _count_depth(raw, depth)
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {error}"[:200]) from None
    return _checked(value)


def _count_depth(raw: bytes, depth: int) -> None:
    """Refuse deep nesting before the parser recurses; brackets inside strings do not count."""
    level = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", raw)):
        level += 1 if bracket in b"[{" else -1
        if level > depth:
            raise Malformed("nested too deeply")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _checked(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return [_checked(item) for item in value]
    if isinstance(value, dict):
        return {_text(key): _checked(item) for key, item in value.items()}
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise Malformed("a number is too large")
    return value


def _text(value: str) -> str:
    if len(value) > LONGEST:
        raise Malformed("a text is too long")
    if _FORBIDDEN.search(value):
        raise Malformed("a text holds a sign that is not allowed")
    return value if value.isascii() else unicodedata.normalize("NFC", value)
