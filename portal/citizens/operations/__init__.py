"""What happens to people: met, linked, signed in, their phones and consents kept, merged, erased."""

from portal.citizens.operations.consents import agree, withdraw
from portal.citizens.operations.erasing import erase, is_erased, revoked
from portal.citizens.operations.joining import agree_to_join, decline_to_join, issue, typed
from portal.citizens.operations.linking import recognise
from portal.citizens.operations.meeting import follow, meet, touch, unfollow
from portal.citizens.operations.merging import merge
from portal.citizens.operations.phones import learn_phone, meet_by_number
from portal.citizens.operations.sessions import begin, end, end_all, renew, resume, sweep
from portal.citizens.operations.signing import come_back, go_on, leave, name_behind
from portal.citizens.operations.tongue import read_in

__all__ = [
    "agree",
    "agree_to_join",
    "begin",
    "come_back",
    "decline_to_join",
    "end",
    "end_all",
    "erase",
    "follow",
    "go_on",
    "is_erased",
    "issue",
    "learn_phone",
    "leave",
    "meet",
    "meet_by_number",
    "merge",
    "name_behind",
    "read_in",
    "recognise",
    "renew",
    "resume",
    "revoked",
    "sweep",
    "touch",
    "typed",
    "unfollow",
    "withdraw",
]
