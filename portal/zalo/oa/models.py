"""One Official Account: how Zalo describes it, what it can do, how fast it may call, what it uploaded."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model, Serial


class Ability(StrEnum):
    """Something an account may or may not do; which of them it can is found out, never assumed."""

    SEND_V3 = "send_v3"
    SEND_V2 = "send_v2"
    USERS_V3 = "users_v3"
    USERS_V2 = "users_v2"
    QUOTA_V3 = "quota_v3"
    QUOTA_V2 = "quota_v2"
    ARTICLES = "articles"
    BROADCAST = "broadcast"
    UPLOAD = "upload"
    TAGS = "tags"
    HISTORY = "history"
    TEMPLATE_UID = "template_uid"
    ZNS = "zns"


class Known(StrEnum):
    """What is known of an ability."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


class OaProfile(Model):
    """How Zalo describes an account (getoa), read at start and now and then."""

    __tablename__ = "oa_profile"

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    oa_type: Mapped[int | None]  # 2 business, 4 state agency
    category: Mapped[str | None]
    is_verified: Mapped[bool | None]
    package: Mapped[str | None]
    package_until: Mapped[str | None]  # as Zalo writes it
    cloud_account: Mapped[str | None]
    followers: Mapped[int | None]
    read_at: Mapped[dt.datetime | None]
    asked_at: Mapped[dt.datetime | None]
    error_code: Mapped[int | None]  # of the last asking; None when it went well
    error: Mapped[str | None]  # its class when there is no code


class Capability(Model):
    """One ability of one account: found out by its calls, or set by the operator."""

    __tablename__ = "oa_capability"

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[Ability] = mapped_column(primary_key=True)
    state: Mapped[Known] = mapped_column(default=Known.UNKNOWN)
    is_fixed: Mapped[bool] = mapped_column(default=False)  # the operator decided; calls change it no more
    error_code: Mapped[int | None]  # the last refusal, kept when a later call went well
    error_at: Mapped[dt.datetime | None]
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class Pace(Model):
    """How many calls an account made in this minute, and how many it may; lowered by refusals."""

    __tablename__ = "oa_pace"

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    minute: Mapped[int] = mapped_column(BigInteger)  # since 1970
    used: Mapped[int]
    most: Mapped[int | None]  # below the setting after a refusal; None: the setting
    refusals: Mapped[int] = mapped_column(default=0)  # in a row
    refused_at: Mapped[dt.datetime | None]
    bulk_at: Mapped[dt.datetime | None]  # the next call of a broadcast may be made from then on


class Upload(Model):
    """A file that Zalo keeps for us for seven days; the id it gave is used again meanwhile."""

    __tablename__ = "oa_upload"
    __table_args__ = (Index("ix_oa_upload_digest", "oa_id", "kind", "digest"),)

    id: Mapped[Serial]
    oa_id: Mapped[str]
    kind: Mapped[str]  # image, gif, file
    digest: Mapped[str]  # SHA-256 of the bytes
    given_id: Mapped[str]  # Zalo's attachment_id or token
    uploaded_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
