"""What may be done with a case, by where it stands. Nothing else changes a status."""

from enum import StrEnum

from portal.feedback.models import Status

S = Status
OPEN = frozenset({S.NEW, S.NEED_INFO, S.PROCESSING, S.TRANSFERRED})
ANSWERED = frozenset({S.PENDING_PUBLICATION, S.PUBLISHED})


class Move(StrEnum):
    """One thing that an officer does."""

    TAKE = "take"
    ASK = "ask"  # the sender, for details: the term stands still
    RESUME = "resume"  # they told it, by whatever way
    HAND_OVER = "hand_over"
    REFUSE = "refuse"
    ANSWER = "answer"


FROM: dict[Move, frozenset[Status]] = {
    Move.TAKE: frozenset({S.NEW, S.TRANSFERRED}),
    Move.ASK: frozenset({S.NEW, S.TRANSFERRED, S.PROCESSING}),
    Move.RESUME: frozenset({S.NEED_INFO}),
    Move.HAND_OVER: OPEN,
    Move.REFUSE: frozenset({S.NEW, S.TRANSFERRED, S.PROCESSING}),
    Move.ANSWER: OPEN,
}
TO: dict[Move, Status] = {
    Move.TAKE: S.PROCESSING,
    Move.ASK: S.NEED_INFO,
    Move.RESUME: S.PROCESSING,
    Move.HAND_OVER: S.TRANSFERRED,
    Move.REFUSE: S.REFUSED,
    Move.ANSWER: S.PENDING_PUBLICATION,
}


def allowed(status: Status) -> list[Move]:
    """What may be done now, in the order of the page."""
    return [move for move, where in FROM.items() if status in where]
