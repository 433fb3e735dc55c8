"""Links to one revision for somebody without an account: made, and closed again, at the desk."""

import uuid

from flask import Blueprint
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.newsroom import access, sharing
from portal.newsroom.deciding_desk import done, seen
from portal.newsroom.desk import page_of
from portal.staff.access import needs

bp = Blueprint("newsroom_sharing", __name__, url_prefix="/desk/tin-bai/<uuid:item_id>")


@bp.post("/chia-se")
@needs(access.WRITE)
def share(item_id: uuid.UUID) -> Response:
    """A link to one revision; it is shown this once."""
    item = access.item(item_id, access.WRITE)
    token = sharing.share(item_id, seen() or item.head, current_user.id, 7)
    return page_of(access.item(item_id), link_made=token)


@bp.post("/chia-se/<uuid:share_id>/khoa")
@needs(access.WRITE)
def end_share(item_id: uuid.UUID, share_id: uuid.UUID) -> Response:
    """Close a link."""
    access.item(item_id, access.WRITE)
    return done(
        item_id, lambda: sharing.end(item_id, share_id, current_user.id), _("Liên kết không mở được nữa.")
    )
