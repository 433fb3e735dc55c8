"""What the operator watches of template messages: one that was in force and no longer is, bad marks (R31)."""

import json

from sqlalchemy import select

from portal.account.models import Template
from portal.core import settings
from portal.core.db import db
from portal.core.watch import Level, Line
from portal.notifications import letters
from portal.notifications.models import MessageTemplate

TITLE = "Mẫu tin ZBS"
LOW = "LOW"
IN_FORCE = "ENABLE"


def line() -> Line:
    """Templates that Zalo has turned off, or is about to for their quality."""
    rows = db.session.execute(
        select(Template.template_id, Template.turned_off_at)
        .where(Template.oa_id == settings.get().zalo_oa_id, Template.turned_off_at.is_not(None))
        .order_by(Template.turned_off_at)
    )
    off = {template_id: since for template_id, since in rows if since}
    missed = [template_id for template_id in off if template_id in in_use()]
    if missed:
        return Line(
            "templates_off",
            TITLE,
            Level.ACT,
            "Zalo đã tắt một mẫu tin đang dùng; tin theo mẫu này không gửi được.",
            off[missed[0]],
            "Xem lý do ở trang Trang Zalo, sửa và gửi duyệt lại mẫu, hoặc chọn mẫu khác cho loại tin đó.",
            float(len(missed)),
        )
    if off:
        return Line(
            "templates_off",
            TITLE,
            Level.MIND,
            "Zalo đã tắt một mẫu tin mà cổng không dùng.",
            min(off.values()),
        )
    if _is_low():
        return Line(
            "templates_off",
            TITLE,
            Level.MIND,
            "Có mẫu tin bị Zalo xếp chất lượng thấp; mẫu như vậy có thể bị tắt.",
            todo="Xem đánh giá của người nhận tại lịch sử tin, rồi viết lại mẫu cho rõ hơn.",
        )
    return Line("templates_off", TITLE, Level.GOOD, "Không có mẫu tin nào bị tắt.")


def in_use() -> frozenset[str]:
    """Templates of Zalo's that the newest wording of some kind of message names."""
    rows = db.session.execute(
        select(MessageTemplate.kind, MessageTemplate.body)
        .where(MessageTemplate.channel == letters.TEMPLATE)
        .order_by(MessageTemplate.version)
    )
    newest = {kind: body for kind, body in rows}
    return frozenset(json.loads(body)["template_id"] for body in newest.values() if body)


def _is_low() -> bool:
    found = select(Template.template_id).where(
        Template.oa_id == settings.get().zalo_oa_id, Template.status == IN_FORCE, Template.quality == LOW
    )
    return db.session.scalar(found.limit(1)) is not None
