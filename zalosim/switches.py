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
    rate_limit: int = 4000  # calls a minute and app; 0 is none
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
    empty_token_fields: bool = False  # -14014 carries empty token members
    callback_url: str = ""  # the saved callback; empty: any
    article_polls: int = 1  # verify answers "processing" so many times
    zns_quota: int = 500
    zns_wallet: bool = True
    zns_delay: float = 0.2  # seconds until the phone has it; below 0: never
    zns_night: bool = False  # refuse templates at night: -133

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
