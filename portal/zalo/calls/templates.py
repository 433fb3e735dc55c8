"""ZBS/ZNS template messages, to a phone number or to a user of the account (CONTRACT.md 3.4, 6.1)."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.zalo.answers import Refused, Told, integer, moment
from portal.zalo.calls.template_facts import Param
from portal.zalo.client import ZaloClient
from portal.zalo.codes import Host

SEND, SEND_UID = "/message/template", "/v3.0/oa/message/template"
MOST_DATA = 100_000
_PHONE = re.compile(r"84[0-9]{8,10}", re.ASCII)
_TRACKING = re.compile(r"[\w-]{1,48}", re.ASCII)


@dataclass(frozen=True)
class Accepted:
    """What Zalo said on taking a template message."""

    message_id: str
    sent_at: dt.datetime | None
    daily: int | None = None
    remaining: int | None = None


def phone_of(number: str) -> str:
    """Digits with the country code, as this host wants them; Refused for what is no Vietnamese number."""
    digits = re.sub(r"[\s.+()-]", "", number)
    found = "84" + digits[1:] if digits.startswith("0") else digits
    if not _PHONE.fullmatch(found):
        raise Refused("not a phone number")
    return found


def check(params: Sequence[Param], data: Mapping[str, str]) -> None:
    """Refuse before the call what Zalo would refuse after it: missing, empty or too long values."""
    for param in params:
        value = data.get(param.name, "")
        if not value and param.required:
            raise Refused(f"missing: {param.name}")
        if value and not param.least <= len(value) <= (param.most or MOST_DATA):
            raise Refused(f"beyond limits: {param.name}")


def send_to_phone(
    speaking: ZaloClient,
    phone: str,
    template_id: str,
    data: Mapping[str, str],
    tracking_id: str,
    *,
    is_trial: bool = False,
    over_quota: bool = False,
    params: Sequence[Param] = (),
) -> Accepted:
    """A template to a phone number. `tracking_id` comes back in receipts; it does not make a repeat harmless.

    `is_trial` reaches the app's own people only, unpaid; `over_quota` uses the paid reserve.
    """
    said = {"phone": phone_of(phone), **_message(template_id, data, tracking_id, params)}
    said |= {"mode": "development"} if is_trial else {}
    said |= {"sending_mode": "3"} if over_quota else {}
    return _accepted(speaking.post(SEND, said, Host.BUSINESS), "msg_id", "message_id")


def send_to_user(
    speaking: ZaloClient,
    user_id: str,
    template_id: str,
    data: Mapping[str, str],
    tracking_id: str,
    params: Sequence[Param] = (),
) -> Accepted:
    """A template to a user of the account."""
    said = {"user_id": user_id, **_message(template_id, data, tracking_id, params)}
    return _accepted(speaking.post(SEND_UID, said), "message_id", "msg_id")


def _message(
    template_id: str, data: Mapping[str, str], tracking_id: str, params: Sequence[Param]
) -> dict[str, Any]:
    if not template_id or not _TRACKING.fullmatch(tracking_id):
        raise Refused("beyond limits: tracking id")
    if sum(len(value) for value in data.values()) > MOST_DATA:
        raise Refused("beyond limits: data")
    check(params, data)
    return {"template_id": template_id, "template_data": dict(data), "tracking_id": tracking_id}


def _accepted(told: Told, *names: str) -> Accepted:
    message_id, data = told.id(*names), told.data
    quota = data.get("quota")
    numbers = quota if isinstance(quota, dict) else {}
    remain = numbers.get("remainingQuota", numbers.get("remain"))
    return Accepted(
        message_id, moment(data.get("sent_time")), integer(numbers.get("dailyQuota")), integer(remain)
    )
