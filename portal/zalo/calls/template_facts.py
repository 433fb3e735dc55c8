"""What Zalo tells about template messages: statuses, quotas, templates with their rules, ratings (6.2)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.zalo.answers import Unclear, as_id, integer, moment, text
from portal.zalo.client import ZaloClient
from portal.zalo.codes import Host

MOST_LISTED = 100


@dataclass(frozen=True)
class Param:
    """One parameter of a template with its rule."""

    name: str
    required: bool
    kind: str
    most: int | None
    least: int


@dataclass(frozen=True)
class TemplateInfo:
    """A template as Zalo knows it."""

    template_id: str
    name: str
    status: str
    quality: str
    tag: str = ""
    reason: str = ""
    price: str = ""
    params: tuple[Param, ...] = ()


@dataclass(frozen=True)
class Status:
    """What became of a template message: -1 unknown to Zalo, 0 on its way, 1 on the phone."""

    status: int
    delivered_at: dt.datetime | None


def status(speaking: ZaloClient, message_id: str) -> Status:
    """What became of a message; the time may be missing although it arrived."""
    told = speaking.get_plain("/message/status", {"message_id": message_id}, Host.BUSINESS).data
    found = integer(told.get("status"))
    if found is None:
        raise Unclear("no status", code=0)
    return Status(found, moment(told.get("delivery_time")))


def quota(speaking: ZaloClient) -> dict[str, int]:
    """Every figure Zalo names, by its own name."""
    told = speaking.get_plain("/message/quota", {}, Host.BUSINESS).data
    found = {name: number for name, value in told.items() if (number := integer(value)) is not None}
    if not found:
        raise Unclear("no quota", code=0)
    return found


def quality(speaking: ZaloClient) -> str:
    """HIGH, MEDIUM, LOW or UNDEFINED."""
    return text(speaking.get_plain("/quality", {}, Host.BUSINESS).data.get("oaCurrentQuality"))


def allowed_tags(speaking: ZaloClient) -> list[str]:
    """Which kinds of content the account may send."""
    return [text(tag) for tag in speaking.get_plain("/message/template-tag", {}, Host.BUSINESS).rows]


def listed(speaking: ZaloClient, offset: int = 0, limit: int = MOST_LISTED) -> tuple[list[TemplateInfo], int]:
    """A page of templates and how many there are."""
    told = speaking.get_plain("/template/all", {"offset": offset, "limit": limit}, Host.BUSINESS)
    rows = [_info(row) for row in told.rows if isinstance(row, dict) and as_id(row.get("templateId"))]
    about = told.members.get("metadata")
    total = integer(about.get("total")) if isinstance(about, dict) else None
    return rows, len(rows) if total is None else total


def info(speaking: ZaloClient, template_id: str) -> TemplateInfo:
    """One template with its rules."""
    told = speaking.get_plain("/template/info/v2", {"template_id": template_id}, Host.BUSINESS)
    told.id("templateId")
    return _info(told.data)


def sample(speaking: ZaloClient, template_id: str) -> dict[str, str]:
    """Values that Zalo proposes for a preview."""
    told = speaking.get_plain("/template/sample-data", {"template_id": template_id}, Host.BUSINESS).data
    return {name: text(value) for name, value in told.items()}


def ratings(
    speaking: ZaloClient, template_id: str, since: dt.datetime, until: dt.datetime, offset: int = 0
) -> list[dict[str, Any]]:
    """Ratings as Zalo lists them; the rows may stand in `data` or one level deeper."""
    asked: dict[str, str | int] = {
        "template_id": template_id,
        "from_time": int(since.timestamp() * 1000),
        "to_time": int(until.timestamp() * 1000),
        "offset": offset,
        "limit": MOST_LISTED,
    }
    told = speaking.get_plain("/rating/get", asked, Host.BUSINESS)
    found = told.members.get("data")
    rows = found.get("data") if isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise Unclear("no list", code=0)
    return [row for row in rows if isinstance(row, dict)]


def _info(row: Mapping[str, Any]) -> TemplateInfo:
    params = row.get("listParams")
    return TemplateInfo(
        template_id=as_id(row.get("templateId")),
        name=text(row.get("templateName")),
        status=text(row.get("status")),
        quality=text(row.get("templateQuality")),
        tag=text(row.get("templateTag")),
        reason=text(row.get("reason")),
        price=text(row.get("price")),
        params=tuple(_param(one) for one in params if isinstance(one, dict))
        if isinstance(params, list)
        else (),
    )


def _param(one: Mapping[str, Any]) -> Param:
    return Param(
        name=text(one.get("name")),
        required=bool(one.get("require")) and not one.get("acceptNull"),
        kind=text(one.get("type")),
        most=integer(one.get("maxLength")),
        least=integer(one.get("minLength")) or 0,
    )
