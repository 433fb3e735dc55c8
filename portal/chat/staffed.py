"""A code of the page /desk/bao-qua-zalo/, typed in the chat: from then on staff are told here, too."""

import uuid

from portal.alerts import operations
from portal.chat.messages import Reply, say
from portal.citizens import codes
from portal.core.errors import Missing, TooMany


def is_code(rest: str) -> bool:
    """What follows the word is a code, not a sentence about officials."""
    return codes.read(rest) is not None


def join(rest: str, citizen_id: uuid.UUID, evidence: str) -> Reply:
    """Whose account it is now joined to, or where a fresh code is made."""
    try:
        return Reply(say("staff_joined", text=operations.join(citizen_id, rest, evidence)))
    except TooMany:
        return Reply(say("too_often"))
    except Missing:
        return Reply(say("staff_no"))
