"""Names and numbers as they may be shown, and which fields are told only with proof."""

import re

from portal.core import settings
from portal.core.search import tidy

_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){7,}", re.ASCII)


def masked_name(name: str | None) -> str | None:
    """`N*** V** A*`: first letters and lengths, so that a person knows themselves."""
    words = tidy(name or "").split()[:8]
    return " ".join(word[0].upper() + "*" * (min(len(word), 8) - 1) for word in words) or None


def masked_phone(number: str) -> str:
    """`09*****123` for +84912345123."""
    local = "0" + number.removeprefix("+84")
    return f"{local[:2]}{'*' * (len(local) - 5)}{local[-3:]}"


def without_numbers(text: str | None, longest: int) -> str | None:
    """A note that may leave the house: no papers' or phone numbers, bounded."""
    said = tidy(_LONG_NUMBER.sub("***", text or ""))
    return (said if len(said) <= longest else f"{said[: longest - 1].rstrip()}…") or None


def is_sensitive(field: str | None) -> bool:
    """Is the field on the province's list of those whose procedures are not named without proof?"""
    told = tidy(field or "").casefold()
    return any(name in told for name in settings.get().sensitive) if told else False
