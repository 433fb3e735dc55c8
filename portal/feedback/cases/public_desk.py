"""Making answers public: what waits, the edited words, or why not. No sender on these pages."""

import uuid
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import guard, web
from portal.core.errors import Conflict
from portal.feedback import handing
from portal.feedback import messages as words
from portal.feedback.cases import forms, messages, publishing, queries
from portal.feedback.models import Feedback
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("feedback_public", __name__, url_prefix="/desk/phan-anh/cong-khai")


@bp.get("/")
@needs(Permission.PUBLISH_FEEDBACK)
@listed(_l("Công khai trả lời"), "check-circle", Group.CONTENT)
def index() -> Response:
    """Answers that wait to be edited and published, the oldest first."""
    return web.desk_page(
        "feedback/desk/public_list.html", rows=queries.waiting_for_public(), kinds=words.SHORT
    )


@bp.get("/<uuid:case_id>/")
@needs(Permission.PUBLISH_FEEDBACK)
def show(case_id: uuid.UUID) -> Response:
    """One answer with its question, to be edited."""
    row = queries.case(case_id, None)
    form = forms.PublicForm(
        data={"question": row.public_question or row.text, "answer": row.public_answer or row.answer}
    )
    return _page(row, form)


@bp.post("/<uuid:case_id>/")
@guard.shows_again(lambda case_id: _page(queries.case(case_id, None), forms.PublicForm(request.form), 422))
@needs(Permission.PUBLISH_FEEDBACK)
def publish(case_id: uuid.UUID) -> AnyResponse:
    """Publish it, once nothing tells of a person."""
    row, form = queries.case(case_id, None), forms.PublicForm(request.form)
    form.secrets = tuple(one for one in (row.name, row.phone, row.email, row.address) if one)
    if not form.validate():
        return _page(row, form, 422)
    try:
        told = publishing.Words(
            form.question.data or "", form.answer.data or "", frozenset(request.form.getlist("proof"))
        )
        publishing.publish(case_id, told, current_user.id)
    except Conflict:
        return _page(row, form, 409)
    flash(_("Đã công khai. Người gửi được báo nếu đã liên kết Zalo."))
    return web.leave(url_for("feedback_public.show", case_id=case_id))


@bp.get("/<uuid:case_id>/ket-qua/<int:number>")
@needs(Permission.PUBLISH_FEEDBACK)
def proof(case_id: uuid.UUID, number: int) -> Response:
    """One of the photos of how it looks mended."""
    return handing.one(queries.photos(queries.case(case_id, None).id, is_proof=True), number)


@bp.post("/<uuid:case_id>/go-xuong")
@needs(Permission.PUBLISH_FEEDBACK)
def take_down(case_id: uuid.UUID) -> AnyResponse:
    """Off the public pages."""
    publishing.take_down(case_id, current_user.id)
    flash(_("Đã gỡ khỏi trang công khai."))
    return web.leave(url_for("feedback_public.show", case_id=case_id))


@bp.post("/<uuid:case_id>/khong-cong-khai")
@needs(Permission.PUBLISH_FEEDBACK)
def keep_back(case_id: uuid.UUID) -> AnyResponse:
    """It stays unpublished, and why."""
    why = request.form.get("why", "")
    row = queries.case(case_id, None)
    if why not in messages.KEPT_BACK:
        return _page(row, forms.PublicForm(data={"question": row.text, "answer": row.answer}), 422)
    publishing.keep_back(case_id, why, current_user.id)
    flash(_("Đã ghi: không công khai."))
    return web.leave(url_for("feedback_public.index"))


def _page(row: Feedback, form: forms.PublicForm, status: int = 200) -> Response:
    values: dict[str, Any] = {"case": row, "kind": words.SHORT[row.kind], "kept_back": messages.KEPT_BACK}
    values["proofs"] = queries.photos(row.id, is_proof=True)
    return web.desk_page("feedback/desk/public.html", status=status, form=form, **values)
