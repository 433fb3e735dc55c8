"""Whether a text is put together out of what was sent before: fluent robots change words, seldom all of them.

Of a text's phrases the few with the smallest digests are counted, so that texts with much in common count the
same ones whatever stands around them. People who tell of one event share few whole phrases.
"""

import hashlib
import re

from portal.core import limits
from portal.core.search import fold

WORDS = 4  # a phrase; three are what everybody says, five are broken by every changed word
LEAST = 12  # words: a shorter text has too few phrases to tell anything
SKETCH = 8  # phrases that stand for a text
OFTEN, SHARE = 1, 0.5  # half of them heard before on that day: the text is one of a kind
DAY = 86_400
_WORD = re.compile(r"[^\W\d_]+")


def are_known(text: str) -> bool:
    """Was half of it heard today already?"""
    names = _names(text)
    return bool(names) and sum(seen >= OFTEN for seen in limits.seen_of(names)) >= SHARE * len(names)


def count(text: str) -> None:
    """What was received counts for those that come after it."""
    if names := _names(text):
        limits.count_each(names, DAY)


def _names(text: str) -> list[str]:
    words = _WORD.findall(fold(text))
    if len(words) < LEAST:
        return []
    phrases = {" ".join(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}
    digests = sorted(hashlib.blake2b(one.encode(), digest_size=16).hexdigest() for one in phrases)
    return [limits.key("feedback-phrase", one) for one in digests[:SKETCH]]
