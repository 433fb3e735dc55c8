"""The chat with one person as Zalo keeps it: what settles a send whose answer and echo were both lost."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.notifications.evidence import SLACK, Sighting
from portal.zalo.answers import as_id
from portal.zalo.client import ZaloClient

PATH = "/v2.0/oa/conversation"
A_PAGE, MOST_PAGES = 10, 10
FROM_ACCOUNT = "0"


@dataclass(frozen=True)
class Read:
    """Messages of the account, and whether the list reaches back before the moment asked for."""

    seen: tuple[Sighting, ...]
    is_whole: bool


def since(client: ZaloClient, user_id: str, moment: dt.datetime) -> Read:
    """What the account sent somebody since then, newest first; a ZaloError when Zalo does not tell."""
    seen: list[Sighting] = []
    for page in range(MOST_PAGES):
        rows = client.get(PATH, {"user_id": user_id, "offset": page * A_PAGE, "count": A_PAGE}).rows
        told = [row for row in rows if isinstance(row, dict)]
        times = [_moment(row.get("time")) for row in told]
        seen += [one for row in told if (one := _sighting(user_id, row))]
        if any(time is not None and time < moment - SLACK for time in times):
            return Read(tuple(seen), is_whole=None not in times)
        if not rows:
            # An empty first page may as well be a chat that Zalo does not keep: no proof of absence.
            return Read(tuple(seen), is_whole=page > 0 and None not in times)
    return Read(tuple(seen), is_whole=False)


def _sighting(user_id: str, row: Mapping[str, Any]) -> Sighting | None:
    at, message_id, text = _moment(row.get("time")), as_id(row.get("message_id")), row.get("message")
    if str(row.get("src")) != FROM_ACCOUNT or at is None or not message_id:
        return None
    links = json.dumps([row.get(name) for name in ("links", "url", "description")], ensure_ascii=False)
    return Sighting(user_id, text if isinstance(text, str) else "", message_id, at, "conversation", links)


def _moment(told: Any) -> dt.datetime | None:
    digits = str(told)
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 13):
        return None
    return dt.datetime.fromtimestamp(int(digits) / 1000, dt.UTC)
