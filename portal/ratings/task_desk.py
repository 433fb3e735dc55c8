"""A low rating on the desk: what was told, the case it is about, and what was done."""

import uuid

from flask import Blueprint, Response, flash, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import web
from portal.core.errors import Missing
from portal.ratings import messages, settling, tasks
from portal.ratings.forms import DoneForm
from portal.staff.access import Permission, needs

bp = Blueprint("ratings_task", __name__, url_prefix="/desk/danh-gia/viec")


@bp.get("/<uuid:rating_id>/")
@needs(Permission.SEE_DOSSIERS)
def show(rating_id: uuid.UUID) -> Response:
    """The rating with its case attached."""
    return _page(rating_id, DoneForm())


@bp.post("/<uuid:rating_id>/xong")
@needs(Permission.SEE_DOSSIERS)
def done(rating_id: uuid.UUID) -> AnyResponse:
    """Somebody has looked after it, and says how; a repeat changes nothing."""
    typed = DoneForm(request.form)
    if not typed.validate():
        return _page(rating_id, typed, 422)
    _mine(rating_id)
    settling.settle(rating_id, current_user.id, typed.note.data or "")
    flash(_("Đã ghi lại việc đã làm."))
    return web.leave(url_for("ratings_task.show", rating_id=rating_id))


def _mine(rating_id: uuid.UUID) -> tasks.Task:
    found = tasks.find(rating_id)
    offices = current_user.offices(g.permission)
    if offices is not None and found.rating.office_id not in offices:
        raise Missing("not a rating of their office")
    return found


def _page(rating_id: uuid.UUID, form: DoneForm, status: int = 200) -> Response:
    return web.desk_page(
        "ratings/desk/task.html",
        status=status,
        task=_mine(rating_id),
        form=form,
        steps=messages.STEPS,
        criteria=messages.CRITERIA,
    )
