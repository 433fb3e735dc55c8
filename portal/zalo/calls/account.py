"""The account itself: what kind it is, its quotas, and its chats (CONTRACT.md 3.6, 4.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.zalo.answers import Refused, as_id, integer, text
from portal.zalo.client import ZaloClient

QUOTA = {3: "/v3.0/oa/quota/message", 2: "/v2.0/oa/quota/message"}
MOST_CHATS = 10


@dataclass(frozen=True)
class Profile:
    """How Zalo describes the account."""

    oa_id: str
    name: str
    oa_type: int | None  # 2 business, 4 state agency
    category: str
    is_verified: bool | None
    package: str
    package_until: str
    cloud_account: str
    followers: int | None


@dataclass(frozen=True)
class Asset:
    """One quota that was bought or given."""

    product: str
    kind: str
    total: int | None
    remain: int | None
    valid_through: str


def getoa(speaking: ZaloClient) -> Profile:
    """What kind of account this is; both spellings of its members are read."""
    told = speaking.get("/v2.0/oa/getoa", {})
    oa_id, data = told.id("oa_id", "oaid"), told.data
    verified = data.get("is_verified")
    return Profile(
        oa_id=oa_id,
        name=text(data.get("name")),
        oa_type=integer(data.get("oa_type")),
        category=text(data.get("cate_name")),
        is_verified=verified if isinstance(verified, bool) else None,
        package=text(data.get("package_name")),
        package_until=text(data.get("package_valid_through_date")),
        cloud_account=text(data.get("linked_ZCA") or data.get("linked_zca")),
        followers=integer(data.get("num_follower")),
    )


def quota(speaking: ZaloClient, version: int, owner: str = "OA", product: str = "cs") -> list[Asset]:
    """What is left of the account's messages; the old call knows one figure alone."""
    if version == 2:
        told = speaking.post(QUOTA[2], {})
        return [_asset({"product_type": text(told.data.get("type")), **told.data})]
    found = speaking.post(QUOTA[3], {"quota_owner": owner, "product_type": product}).rows
    return [_asset(row) for row in found if isinstance(row, dict)]


def quota_for(speaking: ZaloClient, user_id: str) -> dict[str, Any]:
    """What may still be sent to one person, and when they last did something."""
    return speaking.post(QUOTA[3], {"user_id": user_id}).data


def recent_chats(speaking: ZaloClient, offset: int = 0, count: int = MOST_CHATS) -> list[dict[str, Any]]:
    """The newest message of each of the last chats; reads what webhooks that were lost would have told."""
    return _chats(speaking, "/v2.0/oa/listrecentchat", {"offset": offset, "count": count})


def conversation(
    speaking: ZaloClient, user_id: str, offset: int = 0, count: int = MOST_CHATS
) -> list[dict[str, Any]]:
    """The last messages with one person, newest first."""
    return _chats(speaking, "/v2.0/oa/conversation", {"user_id": user_id, "offset": offset, "count": count})


def _chats(speaking: ZaloClient, path: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not 0 < int(asked["count"]) <= MOST_CHATS:
        raise Refused("beyond limits: count")
    return [row for row in speaking.get(path, asked).rows if isinstance(row, dict)]


def _asset(row: Mapping[str, Any]) -> Asset:
    return Asset(
        product=as_id(row.get("product_type")),
        kind=as_id(row.get("quota_type")),
        total=integer(row.get("total")),
        remain=integer(row.get("remain")),
        valid_through=text(row.get("valid_through")),
    )
