"""One tap on a message of a conversation: it becomes a case of feedback."""

import uuid

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.chat import cases
from portal.core import web
from portal.core.errors import Conflict
from portal.feedback.models import Kind
from portal.inbox import access
from portal.staff.access import Permission, needs

bp = Blueprint("case_desk", __name__, url_prefix="/desk/inbox/<uuid:item_id>/tin")
KINDS = {kind.value: kind for kind in (Kind.FIELD_REPORT, Kind.QUESTION, Kind.SUGGESTION)}


@bp.post("/<uuid:event_id>/phan-anh")
@needs(Permission.WORK_INBOX)
def make(item_id: uuid.UUID, event_id: uuid.UUID) -> AnyResponse:
    """A field report unless another kind was tapped; the citizen is told the tracking code."""
    kind = KINDS.get(request.form.get("kind", ""), Kind.FIELD_REPORT)
    try:
        code = cases.make(item_id, event_id, kind, access.by())
    except Conflict:
        flash(_("Việc này đã kết thúc."), "warn")
    else:
        flash(_("Đã ghi thành phản ánh, mã %(code)s.", code=code))
    return web.leave(url_for("inbox_item.show", item_id=item_id))
