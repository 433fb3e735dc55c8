"""One tap on a message of a conversation makes it a case of feedback; triage finds the way back."""

import uuid

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.chat import case_links, cases
from portal.core import web
from portal.core.db import transaction
from portal.core.errors import Conflict
from portal.feedback.models import Kind
from portal.inbox import access
from portal.staff import operations as staff
from portal.staff.access import Permission, needs

bp = Blueprint("case_desk", __name__, url_prefix="/desk/inbox/<uuid:item_id>/tin")
talk = Blueprint("case_talk", __name__, url_prefix="/desk/phan-anh/<uuid:case_id>/cuoc-trao-doi")
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


@talk.get("/")
@needs(Permission.TRIAGE_FEEDBACK)
def show(case_id: uuid.UUID) -> AnyResponse:
    """From a case to its sender's conversation: this tells who it is, so the look is written down."""
    item_id = case_links.item_of(case_id)
    with transaction():
        staff.record_act("feedback.identity", "feedback", case_id, current_user.id)
    if item_id is None:
        flash(_("Người này chưa từng xin gặp cán bộ trên Zalo; họ nhận tin ở mỗi bước xử lý."), "warn")
        return web.leave(url_for("feedback_desk.show", case_id=case_id))
    return web.leave(url_for("inbox_item.show", item_id=item_id))
