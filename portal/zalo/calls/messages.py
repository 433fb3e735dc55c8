"""Messages to one person besides text: pictures, files, lists, the request for a phone, reactions."""

from collections.abc import Sequence

from portal.zalo import bodies
from portal.zalo.answers import Refused
from portal.zalo.bodies import Body, ButtonLike, Row
from portal.zalo.client import PATHS, ZaloClient

REACTIONS = frozenset({"/-strong", "/-heart", ":>", "--b", ":-((", ":-h", ":o", "/-remove"})


def send(speaking: ZaloClient, user_id: str, body: Body, version: int = 3) -> str:
    """Send a message made by `bodies` by the path of this version; Zalo's id of it.

    Not idempotent: what ends Unclear is never sent again without proof that it did not arrive.
    """
    return speaking.post(PATHS[version], {"recipient": {"user_id": user_id}, "message": body}).id(
        "message_id"
    )


def send_image(
    speaking: ZaloClient,
    user_id: str,
    *,
    attachment_id: str = "",
    url: str = "",
    said: str = "",
    version: int = 3,
) -> str:
    """An uploaded picture, or one at a public address, with a text."""
    return send(speaking, user_id, bodies.picture(attachment_id, url, said), version)


def send_file(speaking: ZaloClient, user_id: str, token: str, version: int = 3) -> str:
    """An uploaded document."""
    return send(speaking, user_id, bodies.file(token), version)


def send_list(
    speaking: ZaloClient,
    user_id: str,
    rows: Sequence[Row],
    buttons: Sequence[ButtonLike] = (),
    version: int = 3,
) -> str:
    """A list of up to five rows."""
    return send(speaking, user_id, bodies.rows(rows, buttons), version)


def ask_for_info(
    speaking: ZaloClient, user_id: str, title: str, subtitle: str, image_url: str, version: int = 3
) -> str:
    """Zalo's form for name and phone; the answer comes as the event user_submit_info."""
    return send(speaking, user_id, bodies.ask_for_info(title, subtitle, image_url), version)


def react(speaking: ZaloClient, user_id: str, message_id: str, icon: str) -> None:
    """Put a sign on somebody's message; always by the old path. A repeat changes nothing."""
    if icon not in REACTIONS or not message_id:
        raise Refused("no such sign")
    action = {"react_icon": icon, "react_message_id": message_id}
    speaking.post(PATHS[2], {"recipient": {"user_id": user_id}, "sender_action": action})
