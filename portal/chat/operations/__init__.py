"""The inbox: what Zalo tells us is kept once, worked on once, and a poisoned event holds nobody up."""

from portal.chat.operations.evidence import read_receipts, settle_by_echoes
from portal.chat.operations.keeping import prune, try_again
from portal.chat.operations.receiving import receive
from portal.chat.operations.tracking import settle_by_receipts
from portal.chat.operations.working import Backlog, Taken, backlog, do, put_back, ring_again, take, work

__all__ = [
    "Backlog",
    "Taken",
    "backlog",
    "do",
    "prune",
    "put_back",
    "read_receipts",
    "receive",
    "ring_again",
    "settle_by_echoes",
    "settle_by_receipts",
    "take",
    "try_again",
    "work",
]
