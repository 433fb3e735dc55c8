"""The eight signs that join a browser to a chat: how they are made, written and recognised."""

import re
import secrets
import unicodedata

SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no vowels, so never a word; nothing that looks like another sign
LENGTH = 8
_BETWEEN = re.compile(r"[\s.\-\u2010-\u2015]+")
_SHAPE = re.compile(rf"[{SIGNS}]{{{LENGTH}}}")
_LETTERS = 2  # at least: eight digits are more likely a number of something else
LONGEST = 40


def new() -> str:
    """Fresh random signs (38 bits), in two groups of four: `K7QM-4TXW`."""
    while True:
        made = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        if read(made):
            return f"{made[:4]}-{made[4:]}"


def read(said: str) -> str | None:
    """The code in a message that is nothing but a code, in our way of writing; None for any other text."""
    if len(said) > LONGEST:
        return None
    bare = _BETWEEN.sub("", unicodedata.normalize("NFKC", said)).upper()
    is_code = _SHAPE.fullmatch(bare) and sum(sign.isalpha() for sign in bare) >= _LETTERS
    return f"{bare[:4]}-{bare[4:]}" if is_code else None
