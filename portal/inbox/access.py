"""The inbox as the signed-in person may see it."""

from flask_login import current_user

from portal.inbox.queries import Scope
from portal.inbox.working import By
from portal.staff.rights import Permission


def scope() -> Scope:
    """What they may do, and where."""
    mine = [one for one in Permission if current_user.may(one)]
    return {one: current_user.offices(one) for one in mine}


def by(seen: int | None = None) -> By:
    """They act, having seen an item's history up to this line."""
    return By(current_user.id, scope(), seen)
