"""The lexemes of one edition: a prefix keeps them apart from every other's in the one index."""

from collections.abc import Iterable

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def prefix(number: int) -> str:
    """The edition's number, short; no other lexeme begins with it and a sign of `.=@~#!`."""
    said = ""
    while number:
        number, rest = divmod(number, 36)
        said = _DIGITS[rest] + said
    return said or "0"


def every(head: str, lexemes: Iterable[str], begun: str | None = None) -> str:
    """A tsquery that wants all of them and one that begins with `begun`; made of letters and digits."""
    parts = [f"'{head}{_safe(one)}'" for one in lexemes]
    if begun:
        parts.append(f"'{head}{_safe(begun)}':*")
    return " & ".join(parts)


def _safe(lexeme: str) -> str:
    return "".join(sign for sign in lexeme if sign.isalnum() or sign in ".=@~#!:- ")[:80]
