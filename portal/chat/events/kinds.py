"""Every event name of Zalo's catalogue, and what we do about it."""

from enum import StrEnum


class Kind(StrEnum):
    """What we do about an event."""

    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    TEXT = "text"
    ATTACHMENT = "attachment"
    INFO = "info"
    CHATNOW = "chatnow"
    WITHDRAW = "withdraw"
    ACCOUNT = "account"  # its daily limit or one of its templates has changed
    ECHO = "echo"  # what the Official Account itself sent, by us or by a person in Zalo's own tool
    RECEIPT = "receipt"
    RATING = "rating"  # stars for a template message
    NOTED = "noted"  # known, kept, nothing to do
    UNKNOWN = "unknown"


WORKED_ON = frozenset(
    {
        Kind.FOLLOW,
        Kind.UNFOLLOW,
        Kind.TEXT,
        Kind.ATTACHMENT,
        Kind.INFO,
        Kind.CHATNOW,
        Kind.WITHDRAW,
        Kind.ACCOUNT,
        Kind.RATING,
    }
)
"""Kinds that change something at once; the others are kept."""

EVIDENCE = frozenset({Kind.ECHO, Kind.RECEIPT})
"""Kinds that say what became of a message of ours; read later, many at a time, nobody waits for them."""


def _named(kind: Kind, prefix: str, words: str) -> dict[str, Kind]:
    return {prefix + word: kind for word in words.split()}


_GROUP_WORDS = "text image file sticker gif link audio location video"
NAMES: dict[str, Kind] = {
    "follow": Kind.FOLLOW,
    "unfollow": Kind.UNFOLLOW,
    "user_send_text": Kind.TEXT,
    "user_submit_info": Kind.INFO,
    "user_click_chatnow": Kind.CHATNOW,
    "user_withdraw": Kind.WITHDRAW,
    "user_feedback": Kind.RATING,
    **_named(
        Kind.ATTACHMENT,
        "user_send_",
        "image gif location link file audio video sticker business_card",
    ),
    **_named(Kind.ECHO, "oa_send_", "text image gif list file sticker template"),
    **_named(Kind.RECEIPT, "user_", "received_message seen_message"),
    **_named(Kind.NOTED, "anonymous_send_", "text image file sticker"),
    **_named(Kind.NOTED, "oa_send_anonymous_", "text image file sticker"),
    **_named(Kind.NOTED, "oa_send_group_", _GROUP_WORDS),
    **_named(Kind.NOTED, "user_send_group_", _GROUP_WORDS),
    **_named(Kind.ACCOUNT, "", "add_user_to_tag remove_user_from_tag remove_tag"),
    **_named(
        Kind.ACCOUNT,
        "change_",
        "oa_daily_quota template_status template_quality template_quota oa_template_tags",
    ),
    **_named(
        Kind.NOTED,
        "",
        """user_reacted_message oa_reacted_message update_user_info
        widget_interaction_accepted widget_failed_to_sync_user_external_id
        user_click_response_button event_journey_acknowledged event_journey_time_out
        oa_send_consent user_reply_consent user_call_oa oa_call_user extension_purchased create_group
        user_join_group user_request_join_group accept_request_join_group reject_request_join_group
        add_group_admin remove_group_admin update_group_info user_out_group delete_group""",
    ),
}
