"""What the events tell beside who and when, one shape a family; ids are text, whatever is missing is None."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Attachment:
    """Something that came with a message; which members are filled depends on `kind`."""

    kind: str  # image, gif, link, audio, video, sticker, location, file, template
    url: str | None = None
    thumbnail: str | None = None
    title: str | None = None
    description: str | None = None  # a business card's is JSON in a string
    name: str | None = None  # of a file
    size: int | None = None  # bytes
    media: str | None = None  # pdf, doc ...
    checksum: str | None = None  # MD5, or a template's own
    id: str | None = None  # of a sticker or template
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Following:
    """Where somebody began or ended to follow: oa_profile, message_invite, social_plugin."""

    source: str | None


@dataclass(frozen=True)
class Info:
    """What somebody filled into Zalo's own form, in today's or the older shape; claimed, never verified."""

    name: str | None
    phone: str | None
    birth: str | None
    gender: str | None
    address: str | None
    ward: str | None
    district: str | None
    city: str | None


@dataclass(frozen=True)
class Receipt:
    """A phone has got, or somebody has seen, messages of ours."""

    message_ids: tuple[str, ...]
    is_seen: bool
    delivered_at: dt.datetime | None  # the real moment; the event's own is later
    tracking_id: str | None  # of a template message


@dataclass(frozen=True)
class Echo:
    """A message the account sent: by our own client, or by a person (`admin_id`) in Zalo's chat tool."""

    admin_id: str | None


@dataclass(frozen=True)
class Reaction:
    """A sign under a message."""

    icon: str | None
    is_from_user: bool


@dataclass(frozen=True)
class Rating:
    """Stars for a template message."""

    rate: int | None
    note: str | None
    feedbacks: tuple[str, ...]
    tracking_id: str | None
    submitted_at: dt.datetime | None


@dataclass(frozen=True)
class Tap:
    """A response button of a template message."""

    data: str | None
    button_type: str | None
    tracking_id: str | None
    submitted_at: dt.datetime | None


@dataclass(frozen=True)
class Tagging:
    """A tag of the account and whom it was put on or taken from."""

    name: str | None
    user_ids: tuple[str, ...]


@dataclass(frozen=True)
class QuotaChange:
    """Messages the account may send a day."""

    before: int | None
    after: int | None


@dataclass(frozen=True)
class TemplateChange:
    """A template's status, quality or quota, or the account's template tags."""

    what: str  # status, quality, quota, tags
    template_id: str | None
    before: str | None
    after: str | None
    reason: str | None


@dataclass(frozen=True)
class Update:
    """Somebody's data at the account changed; only the way is told."""

    method: str | None


@dataclass(frozen=True)
class Widget:
    """The chat widget on a web page knows somebody by another id."""

    external_id: str | None
    url: str | None
    problem: str | None


@dataclass(frozen=True)
class ConsentAsked:
    """Zalo asked a person whether the account may call."""

    state: str | None  # SENT, EXPIRED
    expires_at: dt.datetime | None


@dataclass(frozen=True)
class ConsentAnswer:
    """What the person said: ALLOW, USER_BLOCKED or DENY."""

    answer: str | None
    expires_at: dt.datetime | None


@dataclass(frozen=True)
class Call:
    """A telephone call through Zalo; `talk_seconds` is what Zalo tells in milliseconds."""

    call_id: str | None
    call_type: str | None
    status_code: int | None
    talk_seconds: float | None


@dataclass(frozen=True)
class Group:
    """A group chat of the account and the people concerned."""

    group_id: str | None
    user_ids: tuple[str, ...]


@dataclass(frozen=True)
class Journey:
    """A journey of template messages went on or ran out."""

    tracking_id: str | None


@dataclass(frozen=True)
class Extension:
    """Something bought for the account."""

    extension_id: str | None


Detail = (
    Following
    | Info
    | Receipt
    | Echo
    | Reaction
    | Rating
    | Tap
    | Tagging
    | QuotaChange
    | TemplateChange
    | Update
    | Widget
    | ConsentAsked
    | ConsentAnswer
    | Call
    | Group
    | Journey
    | Extension
)
