"""The tracking code: 50 random bits and a check sign, easy to read out on the phone."""

import re
import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U, which are taken for 1, 1, 0, V
LENGTH = 11
_VALUE = {sign: value for value, sign in enumerate(SIGNS)} | {"O": 0, "I": 1, "L": 1}
_BETWEEN = re.compile(r"[\s.\-–—_]+")


def _check(values: list[int]) -> int:
    """A remainder over GF(32): one wrong sign, or two neighbours swapped, never leaves it as it was."""
    rest = 0
    for value in values:
        rest = (rest ^ value) << 1
        rest ^= 0b100101 if rest & 32 else 0
    return rest


def new() -> str:
    """A code nobody has: as likely to be guessed as one grain on a long beach."""
    values = [secrets.randbelow(32) for _ in range(LENGTH - 1)]
    return "".join(SIGNS[value] for value in [*values, _check(values)])


def read(typed: str) -> str | None:
    """The code in what somebody typed, in any usual spelling; None when a sign is wrong."""
    if len(typed) > 60:
        return None
    signs = _BETWEEN.sub("", typed.strip()).upper()
    values = [_VALUE[sign] for sign in signs if sign in _VALUE]
    if len(signs) != LENGTH or len(values) != LENGTH or _check(values[:-1]) != values[-1]:
        return None
    return "".join(SIGNS[value] for value in values)


def shown(code: str) -> str:
    """In groups, as people read it out: `7K2M-9QXR-4TD`."""
    return "-".join((code[:4], code[4:8], code[8:]))
