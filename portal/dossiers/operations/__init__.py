"""What happens to dossiers: intake, history, links, the digits that prove a viewer, followers, clients."""

from portal.dossiers.operations.clients import answer_once, client_secrets, ensure_client, new_secret
from portal.dossiers.operations.contacts import add_contact
from portal.dossiers.operations.digits import are_off, check_digits
from portal.dossiers.operations.following import follow, unfollow
from portal.dossiers.operations.intake import Result, record_changes
from portal.dossiers.operations.links import link_address, make_link, open_link, revoke_link
from portal.dossiers.operations.progress import record_progress
from portal.dossiers.operations.retelling import tell_last
from portal.dossiers.operations.tolls import Asked, is_paid, toll

__all__ = [
    "Asked",
    "Result",
    "add_contact",
    "answer_once",
    "are_off",
    "check_digits",
    "client_secrets",
    "ensure_client",
    "follow",
    "is_paid",
    "link_address",
    "make_link",
    "new_secret",
    "open_link",
    "record_changes",
    "record_progress",
    "revoke_link",
    "tell_last",
    "toll",
    "unfollow",
]
