"""What a check says: which fault, how bad, about which words of the article."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a fault is."""

    ERROR = "error"  # somebody cannot read or use it
    ADVICE = "advice"  # it could be said better


class Fault(StrEnum):
    """Kinds of faults; what they mean to a writer stands in messages.py."""

    IMAGE_WITHOUT_ALT = "image-alt"
    IMAGE_WITH_FILE_NAME = "image-file-name"
    IMAGE_ALT_LONG = "image-alt-long"
    HEADING_EMPTY = "heading-empty"
    HEADING_SKIPS = "heading-skips"
    HEADING_FAKED = "heading-faked"
    LINK_EMPTY = "link-empty"
    LINK_VAGUE = "link-vague"
    LINK_SAME_WORDS = "link-same-words"
    LINK_BROKEN = "link-broken"
    TABLE_WITHOUT_HEAD = "table-head"
    TABLE_HEAD_EMPTY = "table-head-empty"
    LANGUAGE = "language"
    SHOUTING = "shouting"
    SENTENCE_LONG = "sentence-long"
    SHORT_FORM = "short-form"
    NO_OFFICE = "no-office"
    NO_HOURS = "no-hours"
    NO_DATE = "no-date"
    NO_PHONE = "no-phone"


ERRORS = frozenset(
    {
        Fault.IMAGE_WITHOUT_ALT,
        Fault.IMAGE_WITH_FILE_NAME,
        Fault.HEADING_EMPTY,
        Fault.LINK_EMPTY,
        Fault.LINK_BROKEN,
        Fault.TABLE_WITHOUT_HEAD,
        Fault.TABLE_HEAD_EMPTY,
    }
)
MOST_WORDS = 14


@dataclass(frozen=True)
class Finding:
    """One fault and the words it is about, shortened."""

    fault: Fault
    words: str = ""

    @property
    def level(self) -> Level:
        """Errors may bar an article from being published; advice never does by itself."""
        return Level.ERROR if self.fault in ERRORS else Level.ADVICE


def about(fault: Fault, text: str = "") -> Finding:
    """A finding with the beginning of the words it is about."""
    words = text.split()
    more = " …" if len(words) > MOST_WORDS else ""
    return Finding(fault, " ".join(words[:MOST_WORDS])[:160] + more)
