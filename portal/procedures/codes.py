"""How codes and names are read in what people and papers write (domain.md 1.1 and 1.5)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from portal.core.search import tidy

# The lookarounds keep it from biting a piece out of a dossier code, a phone number or a date.
_WRITTEN = re.compile(
    r"(?<![\w.-])([1-6])(?:\s?\.\s?|\s)?(\d{6})(?:\.\d{3}\.\d{2}\.\d{2})?(?:\.([GH]\d{2}))?(?![\w-]|\.\d)",
    re.IGNORECASE,
)
_PROPER = {"việt nam": "Việt Nam", "nhà nước": "Nhà nước", "chính phủ": "Chính phủ", "ubnd": "UBND"}
_NOT_TEXT = re.compile("[\0\ud800-\udfff]")
_STARTED = re.compile(r"([1-6])\.?(\d{2,5})")


@dataclass(frozen=True)
class Code:
    """A national code, and the province's or ministry's suffix when there was one."""

    national: str
    suffix: str | None = None


def read(text: str) -> Code | None:
    """The first procedure code anywhere in a text: bare digits, short and long suffixes too."""
    found = _WRITTEN.search(tidy(text[:400]))
    if not found:
        return None
    head, tail, suffix = found.groups()
    return Code(f"{head}.{tail}", suffix.upper() if suffix else None)


def started(text: str) -> str | None:
    """The beginning of a code somebody is still typing, in national shape."""
    found = _STARTED.fullmatch(tidy(text[:40]))
    return f"{found[1]}.{found[2]}" if found else None


@lru_cache(8192)  # a catalogue says the same few hundred things thousands of times
def whole(text: str) -> str:
    """Refuse what PostgreSQL or a page cannot hold; tidy the rest."""
    if _NOT_TEXT.search(text):
        raise ValueError("holds a sign that is not text")
    return tidy(text)


@lru_cache(8192)
def named(text: str) -> str:
    """A name as it should be read: no shouting, no trailing dots; the original is kept beside it."""
    name = whole(text).rstrip(" .;,")
    if name.isupper() and " " in name and len(name) > 12:
        name = name.capitalize()
        for shouted, proper in _PROPER.items():
            name = re.sub(rf"\b{shouted}\b", proper, name)
    return name
