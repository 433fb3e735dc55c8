"""Where Zalo sends a person back after the account's permission page."""

from flask import Blueprint, Response, request

from portal.core import web
from portal.core.access import public
from portal.zalo import standing
from portal.zalo.operations import grants

bp = Blueprint("zalo_grant", __name__)
LONGEST = 2000  # signs of a code


@bp.get(grants.CALLBACK)
@public
def granted() -> Response:
    """Use the answer up and say what came of it.

    The state is the proof: a phone has other cookies than the desk.
    """
    names = ("state", "code", "oa_id")
    told = {name: request.args.get(name, "")[:LONGEST].replace("\0", "") for name in names}
    came = grants.finish(**told)
    what, step = grants.sentence(came.outcome)
    status = 200 if came.is_good else 409
    return web.page(
        "zalo/granted.html",
        personal=True,
        status=status,
        is_good=came.is_good,
        what=what,
        step=step,
        is_waiting=came.outcome == grants.WAIT,
        page=standing.PAGE,
    )
