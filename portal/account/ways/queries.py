"""How channels stand, what this month cost, and which template says which kind of message."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from portal.account.models import Template
from portal.core import clock, settings
from portal.core.db import db
from portal.core.errors import Missing
from portal.notifications import channel, costs, letters, prices, standing
from portal.notifications.models import PAID, Attempt, Channel
from portal.zalo.oa import abilities

IN_FORCE = "ENABLE"
KINDS: Mapping[str, str] = {
    letters.ANY_KIND: "Mọi tin hồ sơ chưa có mẫu riêng",
    "dossier_accepted": "Báo đã tiếp nhận",
    "dossier_processing": "Báo đang xử lý",
    "dossier_supplement": "Yêu cầu bổ sung giấy tờ",
    "dossier_payment": "Yêu cầu nộp tiền",
    "dossier_payment_done": "Báo đã nhận tiền",
    "dossier_apology": "Xin lỗi và hẹn lại ngày",
    "dossier_resolved": "Báo đã có kết quả",
    "dossier_returned": "Báo đã trả kết quả",
    "dossier_rejected": "Báo không tiếp nhận",
    "dossier_withdrawn": "Báo đã rút hồ sơ",
    "dossier_stopped": "Báo dừng xử lý",
    "dossier_neutral": "Báo có cập nhật (nội dung kín)",
    "rating_ask": "Mời đánh giá",
    "rating_answer": "Mời đánh giá câu trả lời",
    "desk_reply": "Trả lời người dân",
}


@dataclass(frozen=True)
class Stand:
    """One channel now."""

    channel: Channel
    state: str  # on, off, no_template, shut, resting
    back_at: dt.datetime | None
    dong: int
    sent: int  # this month, where it costs something
    spent: int


@dataclass(frozen=True)
class Use:
    """A template of Zalo's that says a kind of message."""

    kind: str
    template_id: str
    data: Mapping[str, str]


def stands() -> list[Stand]:
    """Every channel, in the order they are tried."""
    now = clock.now()
    shut = standing.shut(PAID, now)
    price, month = prices.on(clock.local(now).date()), _month(now)
    has_template = bool(uses())
    found = []
    for way in Channel:
        state = _state(way, shut, has_template=has_template)
        back_at = shut.get(way) if state == "resting" else None
        sent, spent = month.get(way, (0, 0))
        found.append(Stand(way, state, back_at, price[way], sent, spent))
    return found


def _state(way: Channel, shut: Mapping[Channel, dt.datetime | None], *, has_template: bool) -> str:
    if way is Channel.CS:
        is_on = not channel.state().is_off and abilities.can_send()
        return "on" if is_on else "off"
    if not standing.is_set_up(way) or not settings.get().dossier_cost_cap:
        return "off"
    if way in standing.ABILITIES and not has_template:
        return "no_template"
    return ("resting" if shut[way] else "shut") if way in shut else "on"


def _month(now: dt.datetime) -> dict[Channel, tuple[int, int]]:
    first = clock.local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = db.session.execute(
        select(Attempt.channel, func.count(Attempt.id), func.sum(Attempt.cost))
        .where(Attempt.cost > 0, Attempt.marked_at >= first, Attempt.outcome.in_(costs.CHARGED))
        .group_by(Attempt.channel)
    )
    return {Channel(way): (count, total or 0) for way, count, total in rows}


def uses() -> list[Use]:
    """Every kind that has a template, the one for any kind first."""
    found = letters.newest(db.session(), KINDS)
    told = {kind: words.body for (kind, kept), words in found.items() if kept == letters.TEMPLATE}
    return [_use(kind, told[kind]) for kind in KINDS if told.get(kind)]


def _use(kind: str, body: str) -> Use:
    told = json.loads(body)
    return Use(kind, told["template_id"], told["data"])


def use_of(kind: str, template_id: str) -> Mapping[str, str]:
    """What stands in the boxes of this template now, for this kind."""
    return next((one.data for one in uses() if (one.kind, one.template_id) == (kind, template_id)), {})


def templates() -> list[Template]:
    """Templates in force."""
    return list(
        db.session.scalars(
            select(Template)
            .filter_by(oa_id=settings.get().zalo_oa_id, status=IN_FORCE)
            .order_by(Template.template_id)
        )
    )


def template(template_id: str) -> Template:
    """One template in force; Missing."""
    found = next((one for one in templates() if one.template_id == template_id), None)
    if found is None:
        raise Missing("no such template in force")
    return found


def params(of: Template) -> list[dict[str, Any]]:
    """Its parameters that have a name."""
    return [one for one in of.params if isinstance(one, dict) and one.get("name")]
