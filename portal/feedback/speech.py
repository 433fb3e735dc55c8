"""Whether a text is words at all: Vietnamese with or without marks, raw keys of a typing method, or English.

Signs that are not Latin are not judged, and neither are a few letters.
"""

import re

from portal.core.finding import keys
from portal.core.search import fold

LEAST = 6  # letters: below that nothing can be told
SYLLABLES, ENGLISH = 0.5, 0.2  # shares of a text's words from which it is a language
FEW, SHORT, MOST_WORDS = 3, 4, 200
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
_WORD = re.compile(r"[0-9]*[a-z][0-9a-z]*")  # VNI keys are digits
_COMMON = """the of and to in is are was were be been it its this that these those for on at by with from near
not no there here has have had my our your we you they he she i as or but if when where which who what why how
can could please very too since after before out up down all any some hello thank thanks do does"""
_FUNCTION_WORDS = frozenset(_COMMON.split())


def is_language(text: str) -> bool:
    """False for what falls out of a keyboard; a doubt is a yes."""
    words = _WORD.findall(fold(text))[:MOST_WORDS]
    letters = sum(map(len, words))
    if letters < LEAST or letters < sum(map(str.isalpha, text)) / 2:
        return True
    if len(words) <= FEW and max(map(len, words)) <= SHORT:
        return True  # `gplx hạng b2`: officials' abbreviations
    if sum(map(_is_syllable, words)) / len(words) >= SYLLABLES:
        return True
    return sum(word in _FUNCTION_WORDS for word in words) / len(words) >= ENGLISH


def _is_syllable(word: str) -> bool:
    return bool(_SYLLABLE.fullmatch(word)) or keys.read(word) is not None
