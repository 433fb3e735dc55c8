"""The inbox: what Zalo tells us is kept once, worked on once, and a poisoned event holds nobody up."""

from portal.chat.operations.keeping import prune, try_again
from portal.chat.operations.receiving import receive
from portal.chat.operations.working import Taken, put_back, take, work

__all__ = ["Taken", "prune", "put_back", "receive", "take", "try_again", "work"]
