"""Proof of work: a small sum that a phone does in a second and a scanner has to do each time (R16).

A puzzle is a signed ticket, bound to what is asked; nothing is stored until it is spent. Who runs no scripts
waits instead: the same ticket becomes valid by itself after some seconds.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from portal.core import clock, limits, settings

LIFE_SECONDS = 300
LEAST, MOST = 12, 20  # bits
_TICKET = re.compile(r"([0-9]{9,12})\.([0-9]{1,2})\.([\w-]{11})\.([0-9a-f]{32})", re.ASCII)
_ANSWER = re.compile(r"[0-9]{1,12}", re.ASCII)


@dataclass(frozen=True)
class Puzzle:
    """What a phone has to find: a number that makes the hash of `seal` begin with `bits` zeros."""

    issued: int
    bits: int
    nonce: str
    seal: str

    @property
    def ticket(self) -> str:
        """The puzzle as it travels in a form."""
        return f"{self.issued}.{self.bits}.{self.nonce}.{self.seal}"

    @property
    def seconds_left(self) -> int:
        """How long somebody without scripts still has to wait."""
        return max(0, self.issued + waiting_seconds(self.bits) - _now())

    def is_solved_by(self, answer: str) -> bool:
        """Does this number do it?"""
        if not _ANSWER.fullmatch(answer):
            return False
        found = hashlib.sha256(f"{self.seal}.{answer}".encode()).digest()
        return int.from_bytes(found[:4], "big") >> (32 - self.bits) == 0 if self.bits else True

    @property
    def _spent(self) -> str:
        return limits.key("work", self.seal)

    @property
    def is_spent(self) -> bool:
        """Was it used already?"""
        return limits.seen(self._spent) > 0

    def spend(self) -> bool:
        """Use it up; True for the first who does."""
        return limits.count(self._spent, LIFE_SECONDS)[0] == 1


def _now() -> int:
    return int(clock.now().timestamp())


def waiting_seconds(bits: int) -> int:
    """The wait that stands for so much work: 6 seconds for 12 bits, half a minute for 20."""
    return max(3, 3 * bits - 30)


def _seal(issued: int, bits: int, nonce: str, asked: tuple[str, ...]) -> str:
    secret = settings.get().secret_key.get_secret_value().encode()
    told = "\x1f".join(("work", str(issued), str(bits), nonce, *asked))
    return hmac.new(secret, told.encode(), hashlib.sha256).hexdigest()[:32]


def issue(bits: int, *asked: str) -> Puzzle:
    """A fresh puzzle that opens only what is `asked`."""
    issued, nonce = _now(), secrets.token_urlsafe(8)
    return Puzzle(issued, bits, nonce, _seal(issued, bits, nonce, asked))


def read(ticket: str, *asked: str) -> Puzzle | None:
    """The puzzle of a ticket that is ours, young enough, and for exactly this."""
    found = _TICKET.fullmatch(ticket)
    if found is None:
        return None
    puzzle = Puzzle(int(found[1]), int(found[2]), found[3], found[4])
    ours = _seal(puzzle.issued, puzzle.bits, puzzle.nonce, asked)
    age = _now() - puzzle.issued
    return puzzle if hmac.compare_digest(ours, puzzle.seal) and 0 <= age < LIFE_SECONDS else None


def rising(beyond: int, step: int) -> int:
    """Bits for so many beyond the normal: two more each time they double."""
    return min(MOST, LEAST + 2 * (1 + beyond // max(1, step)).bit_length() - 2)
