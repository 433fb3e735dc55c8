"""What counts as a Vietnamese phone number when somebody types or sends one."""

import re
import unicodedata

_LONGEST = 40
_BETWEEN = re.compile(r"[\s.\-()]+")
_SHAPE = re.compile(
    r"""(?:(?:\+|00)?84 0?   # from abroad; many people keep the 0 after the country code
        | 0)                 # at home
        ([35789][0-9]{8}     # mobile
        | 67[0-9]{7}         # telephony over the internet
        | 2[0-9]{9})         # landline
    """,
    re.VERBOSE,
)


def parse_phone(text: str) -> str | None:
    """`+84…` for a number written in any of the usual ways; None for anything else.

    Which prefixes are handed out changes faster than a portal, so only the shape is checked.
    """
    if len(text) > _LONGEST:
        return None
    bare = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    found = _SHAPE.fullmatch(bare)
    return f"+84{found[1]}" if found else None
