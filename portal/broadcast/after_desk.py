"""Beside the sending of a broadcast: a try with guests, the correction of a wrong one, the export."""

import csv
import io
import uuid
from collections.abc import Iterator

from flask import Blueprint, flash, redirect, request, stream_with_context, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.broadcast import access, deciding, drafting, forecasting, forms, queries, trying
from portal.broadcast.desk import mine
from portal.broadcast.item_desk import done, page_of
from portal.broadcast.messages import EXCLUDED, PROGRESS
from portal.broadcast.shape import Audience
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.language import said
from portal.staff.access import needs

bp = Blueprint("broadcast_after", __name__, url_prefix="/desk/thong-bao/<uuid:broadcast_id>")
HEAD = ("STT", "Kết quả", "Lý do", "Gửi lúc", "Tới máy lúc", "Xem lúc", "Bấm nút lúc")


@bp.post("/gui-thu")
@needs(access.WRITE)
def try_out(broadcast_id: uuid.UUID) -> Response:
    """A real message to everybody on the list of guests; it counts as no sending."""
    one = mine(broadcast_id)
    sent = trying.send(one)
    if sent:
        flash(_("Đã gửi thử cho %(n)s người trong danh sách chạy thử.", n=sent))
    else:
        flash(_("Chưa có ai trong danh sách chạy thử đang quan tâm trang. Thêm ở mục Chạy thử."))
    return redirect(url_for("broadcast_item.show", broadcast_id=broadcast_id), 303)


@bp.post("/chuyen-ngay")
@needs(access.APPROVE)
def move(broadcast_id: uuid.UUID) -> Response:
    """An agreed one goes out on another day at the same time of day; a day without room says so."""
    one, form = mine(broadcast_id, access.APPROVE), forms.MoveForm(request.form)
    if not form.validate() or form.day.data is None:
        return page_of(one, 422, move=form)
    day = form.day.data
    told = _("Đã chuyển sang ngày %(day)s.", day=clock.day(day))
    return done(broadcast_id, lambda: deciding.move(broadcast_id, current_user.id, day), told)


@bp.post("/dinh-chinh")
@needs(access.WRITE)
def correct(broadcast_id: uuid.UUID) -> Response:
    """A draft for exactly those who may have got it; what still waits of the wrong one ends at once."""
    one, form = mine(broadcast_id), forms.ReasonForm(request.form)
    if not form.validate():
        return page_of(one, 422, reason=form)
    told = drafting.Draft(one.title, form.reason.data or "", Audience(), one.way, one.link)
    try:
        made = deciding.correct(broadcast_id, told, current_user.id)
    except Conflict:
        flash(_("Chưa ai nhận thông báo này, hoặc đã có đính chính."))
        return redirect(url_for("broadcast_item.show", broadcast_id=broadcast_id), 303)
    forecasting.run(made)
    flash(_("Đã tạo bản đính chính. Xin viết rõ điều đúng rồi gửi duyệt."))
    return redirect(url_for("broadcast_desk.edit", broadcast_id=made), 303)


@bp.get("/ket-qua.csv")
@needs(access.WRITE)
def export(broadcast_id: uuid.UUID) -> Response:
    """What became of everybody, line by line, without who they are."""
    one = mine(broadcast_id)
    answer = Response(stream_with_context(_lines(one.id)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="thong-bao-{one.id}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(broadcast_id: uuid.UUID) -> Iterator[str]:
    yield "\ufeff" + _line(HEAD)  # for spreadsheets, which otherwise take it for Latin
    rows = db.session.execute(queries.rows_of(broadcast_id).execution_options(yield_per=1000))
    for number, (state, why, *moments) in enumerate(rows, 1):
        told = [clock.shown(at) if at else "" for at in moments]
        yield _line((number, said(PROGRESS[state]), said(EXCLUDED.get(why or "", why or "")), *told))


def _line(cells: tuple[object, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
