"""Printed slips for walk-ins: each leads to the rating of one visit, once, for a week."""

import datetime as dt
import uuid

from flask import Blueprint, Response, abort, g, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock, documents, settings, web
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.ratings import said_words, subjects
from portal.staff import operations as staff
from portal.staff.access import Permission, needs

MANY = 10  # what a counter lays ready for a morning
bp = Blueprint("ratings_slips", __name__, url_prefix="/desk/danh-gia/quay")


@bp.post("/<uuid:office_id>/phieu.pdf")
@needs(Permission.REGISTER_CITIZENS)
def printed(office_id: uuid.UUID) -> Response:
    """One slip or MANY as a PDF of A6 pages; who printed how many is written down, a repeat prints others."""
    known = dict(said_words.offices(current_user.offices(g.permission)))
    if office_id not in known:
        raise Missing("not an office of theirs")
    told = request.form.get("so", "1")
    if told not in ("1", str(MANY)):
        abort(422)
    with transaction():
        staff.record_act("rating.slips", "office", str(office_id), current_user.id, slips=int(told))
    made = [_slip(office_id, known[office_id]) for _one in range(int(told))]
    answer = Response(documents.as_posters(made, "a6"), content_type="application/pdf")
    return web.keep_private(answer)


def _slip(office_id: uuid.UUID, name: str) -> documents.Poster:
    chosen = settings.get()
    token = subjects.visit_token(uuid.uuid4(), office_id, subjects.SLIP)
    last = clock.local(clock.now() + subjects.VISITING[subjects.SLIP] - dt.timedelta(days=1))
    return documents.Poster(
        province=chosen.province_name,
        title=name,
        call=_("Quét mã để đánh giá lượt phục vụ vừa rồi"),
        address=web.outside(f"/danh-gia/luot/{token}/"),
        note=_(
            "Dùng một lần, đến hết ngày %(day)s. Tên người đánh giá không được lưu.", day=f"{last:%d/%m/%Y}"
        ),
        footer=_("Cần giúp, gọi %(number)s", number=chosen.hotline),
        is_typed=False,
    )
