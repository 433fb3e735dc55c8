"""The living design page: every part in every state, and the measured contrast of every colour."""

import datetime as dt
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.core import clock, web
from portal.doors import forms, queries
from portal.dossiers import messages
from portal.dossiers.models import Status
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("design_desk", __name__, url_prefix="/desk/design")


@bp.get("/")
@needs(Permission.OPEN_DESK)
@listed(_l("Ngôn ngữ thiết kế"), "star", Group.SYSTEM)
def index() -> Response:
    """What the pages are built of, drawn by the very macros they use."""
    return web.desk_page(
        "doors/desk/design.html",
        form=forms.SampleForm(),
        refused=forms.refused(),
        statuses=[(status.value, messages.words(status).title) for status in Status],
        changes=_changes(),
        updated=clock.today(),
        icons=queries.icons(),
        pairs=[*zip(queries.pairs("light"), queries.pairs("dark"), strict=True)],
        sizes=queries.sizes(),
        spaces=queries.spaces(),
    )


def _changes() -> list[dict[str, Any]]:
    now = clock.now()
    return [
        {"label": "Được tiếp nhận", "state": "done", "at": now - dt.timedelta(days=2), "code": 2},
        {"label": "Đang xử lý", "state": "now", "at": now, "place": "Phòng Kinh tế", "code": 4},
        {"label": "Đã trả kết quả", "state": "later", "when": "chưa có ngày hẹn", "note": "Tại quầy số 3."},
    ]
