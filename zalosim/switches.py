"""Everything about the pretended platform that a test may switch, with its usual value."""

from dataclasses import dataclass, fields
from typing import Any


@dataclass(slots=True)
class Switches:
    """Flat and typed, so that a wrong name or value in a control call is told at once."""

    oa_type: int = 2  # 2 business: v3 sends; 4 state agency: v2 sends
    oa_name: str = "Dịch vụ công trực tuyến tỉnh"
    portal_url: str = ""
    strict: bool = True  # refuse what a lenient server would let pass: wrong content type, no data parameter
    windows: bool = True  # -213, -230, -232 driven by the last interaction
    echo: bool = True  # oa_send_* after an accepted send
    receipts: bool = True  # user_received_message after an accepted send
    seen: bool = True  # user_seen_message when the phone page shows the message
    conversations: bool = True  # listrecentchat and conversation answer
    users_v3: bool = True  # only asked for business accounts; a state agency gets -235 anyway
    rate_limit: int = 4000  # calls a window and app; 0 is none
    rate_window: int = 60  # seconds
    refused_text: str = ""  # a text that holds this violates the platform's standards: -248
    old_spelling: bool = False  # getoa says oaid and linked_zca alone
    pictures: bool = True  # a citizen's profile holds a picture
    message_quota: int = 0  # sends to a user a day; 0 is none
    broadcast_quota: int = 0  # broadcasts a day; 0 is none
    echo_delay: float = 0.0  # seconds; above receipt_delay the receipt overtakes the echo
    receipt_delay: float = 0.05
    event_copies: int = 1  # every event is delivered so many times
    ladder_factor: float = 1.0  # the webhook retry ladder is this many times faster
    app_id_in_events: bool = True
    by_app_in_events: bool = True
    number_phone: bool = False  # shared_info.phone as a number
    token_life: int = 90000
    expires_as_int: bool = False
    strict_refresh: bool = False  # a refresh token used again kills the pair that came of it, too
    keep_refresh: bool = False  # a refresh answers without a new refresh token; the old one stays good
    empty_token_fields: bool = False  # -14014 carries empty token members
    callback_url: str = ""  # the saved callback; empty: any
    article_polls: int = 1  # verify answers "processing" so many times
    article_quota: int = 0  # posts a day, -223 beyond; 0 is none
    fetch_photos: bool = False  # verify really fetches photo_url, from this machine only
    zns_quota: int = 500
    zns_dev_quota: int = 20  # messages a day in development mode, which cost nothing: -126 beyond
    zns_wallet: bool = True
    zns_charging: bool = True  # else -137
    zns_null_time: bool = False  # a delivered message has no delivery_time
    zns_delay: float = 0.2  # seconds until the phone has it; below 0: never
    zns_night: bool = False  # refuse templates at night: -133
    abroad: bool = False  # the caller's network is not in Vietnam: graph tells nothing personal, -501
    mini_www: str = ""  # folder with the Mini App's package, which /zapps/<id>/ shows
    sms_secret: str = ""  # token, or key of a signature in base64; empty: everybody may send
    sms_code: str = ""  # answer this code instead of taking a message

    def apply(self, changes: dict[str, Any]) -> None:
        """Take over new values; ValueError names the first one that does not fit."""
        types = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        for name, value in changes.items():
            if name not in types:
                raise ValueError(f"unknown setting: {name}")
            wanted = types[name]
            if wanted is float and isinstance(value, int) and not isinstance(value, bool):
                value = float(value)
            if type(value) is not wanted:
                raise ValueError(f"{name} must be {wanted.__name__}")
            setattr(self, name, value)
